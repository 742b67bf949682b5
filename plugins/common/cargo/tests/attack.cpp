#include "attack.hpp"

#include <cstdlib>

#include <fmt/core.h>
#include <sys/stat.h>

#include <digest/sha256.hpp>

#include "fixture.hpp"

namespace cargo_test {
namespace fs = std::filesystem;

namespace {

constexpr auto constants = R"(const CANARIES: &str = "{}";
const CACHE: &str = "{}";
const HOME: &str = "{}";
const PORT: u16 = {};
const WORD: &str = "{}";
)";

constexpr auto code = R"(
mod system {
    unsafe extern "C" {
        pub fn ptrace(request: i64, process: i32, address: usize, data: usize) -> i64;
        pub fn mknod(path: *const core::ffi::c_char, mode: u32, device: u64) -> i32;
        pub fn kill(process: i32, signal: i32) -> i32;
        pub fn unshare(flags: i32) -> i32;
        pub fn setuid(user: u32) -> i32;
    }
}

fn tell(deed: &str) {
    use std::io::Write;
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open("/target/deeds").unwrap();
    writeln!(file, "{deed}").unwrap();
}

fn start(script: &str, holds_output: bool) {
    use std::process::{Command, Stdio};
    let mut command = Command::new("setsid");
    command.args(["sh", "-c", &format!(": {WORD}; trap '' TERM HUP INT; {script}")]);
    if !holds_output {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    }
    let _ = command.spawn();
}

fn places() -> Vec<String> {
    let folders = [
        CANARIES, CACHE, HOME, "/", "/etc", "/usr", "/usr/bin", "/root", "/home", "/var", "/src", "/src/src",
        "/vendor", "/vendor/tiny/src", "/toolchain", "/toolchain/bin", "/cargo", "/proc/sys/kernel", "/sys",
        "/dev", "/proc/1/root", "/proc/1/cwd",
    ];
    let mut all: Vec<String> = folders.iter().map(|folder| format!("{folder}/new-{WORD}")).collect();
    let files = [
        "/vendor/tiny/src/lib.rs", "/src/src/lib.rs", "/src/Cargo.toml", "/cargo/config.toml",
        "/toolchain/bin/cargo",
    ];
    all.extend(files.iter().map(|file| file.to_string()));
    all.push(format!("{CANARIES}/canary"));
    all
}

fn try_files() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::fs;
    for (number, place) in places().iter().enumerate() {
        if fs::write(place, "bad").is_ok() { tell(&format!("wrote {place}")); }
        if fs::remove_file(place).is_ok() { tell(&format!("removed {place}")); }
        let hard = format!("/target/hard-{number}");
        if fs::hard_link(place, &hard).is_ok() { tell(&format!("linked {place}")); }
        let soft = format!("/target/soft-{number}");
        let _ = symlink(place, &soft); // there already when a build script runs again
        if fs::write(&soft, "bad").is_ok() { tell(&format!("wrote through {place}")); }
        let open = fs::Permissions::from_mode(0o777);
        if fs::set_permissions(place, open).is_ok() { tell(&format!("opened {place}")); }
    }
    if fs::read("/etc/shadow").is_ok_and(|text| !text.is_empty()) { tell("read /etc/shadow"); }
    // The sandbox has one of its own, with two users.
    if fs::read_to_string("/etc/passwd").is_ok_and(|text| text.lines().count() > 2) { tell("read the host's users"); }
    if fs::read(format!("{CANARIES}/canary")).is_ok() { tell("read the canary"); }
    for folder in ["/vendor", "/src", "/toolchain", CANARIES, CACHE] {
        if fs::rename(folder, "/target/stolen").is_ok() { tell(&format!("moved {folder}")); }
        let _ = fs::remove_dir_all(folder);
    }
    let program = format!("/target/program-{WORD}");
    fs::copy("/usr/bin/true", &program).unwrap();
    if fs::set_permissions(&program, fs::Permissions::from_mode(0o6755)).is_ok() { tell("set the user bit"); }
}

fn try_sockets() {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixStream};
    use std::net::{TcpStream, UdpSocket};
    for address in [format!("127.0.0.1:{PORT}"), "192.0.2.1:80".to_owned(), "[2001:db8::1]:80".to_owned()] {
        if TcpStream::connect(&address).is_ok() { tell(&format!("connected to {address}")); }
    }
    let datagram = UdpSocket::bind("0.0.0.0:0").unwrap();
    if datagram.send_to(b"x", "192.0.2.1:53").is_ok() { tell("sent"); }
    if UnixStream::connect(format!("{CANARIES}/socket")).is_ok() { tell("connected by file"); }
    let name = SocketAddr::from_abstract_name(WORD).unwrap();
    if UnixStream::connect_addr(&name).is_ok() { tell("connected by name"); }
}

fn try_calls() {
    let parent = std::os::unix::process::parent_id() as i32;
    unsafe {
        if system::ptrace(16, parent, 0, 0) == 0 { tell("traced its parent"); }
        if system::ptrace(0, 0, 0, 0) == 0 { tell("asked to be traced"); }
        if system::unshare(0x1000_0000) == 0 { tell("made a user namespace"); }
        if system::setuid(0) == 0 { tell("became root"); }
        if system::mknod(c"/target/device".as_ptr(), 0o20666, 0x103) == 0 { tell("made a device"); }
        if system::mknod(c"/target/pipe".as_ptr(), 0o10666, 0) != 0 { tell("could not make a pipe"); }
    }
}

fn in_place_of_cargos_files() {
    use std::os::unix::fs::symlink;
    for file in ["/target/.rustc_info.json", "/target/debug/.cargo-lock"] {
        let _ = std::fs::remove_file(file);
    }
    unsafe { system::mknod(c"/target/.rustc_info.json".as_ptr(), 0o10666, 0) };
    symlink(format!("{CANARIES}/canary"), "/target/debug/.cargo-lock").unwrap();
    std::fs::rename("/target/debug/.fingerprint", "/target/old-fingerprints").unwrap();
    symlink(CANARIES, "/target/debug/.fingerprint").unwrap();
}

fn forever() -> ! {
    loop { std::thread::sleep(std::time::Duration::from_secs(3600)); }
}

pub fn attack(how: &str) {
    use std::fs;
    match how {
        "quiet" => {
            tell("began");
            try_files();
            try_sockets();
            try_calls();
            start("while :; do sleep 1; done", false);
            tell("ended");
        }
        "endless" => forever(),
        "forks" => {
            for _ in 0..3000 { start("sleep 1000", false); }
            forever()
        }
        "threads" => {
            let mut number = 0;
            while std::thread::Builder::new().spawn(|| forever()).is_ok() {
                number += 1;
                assert!(number < 3000);
            }
        }
        "flood" => loop { println!("{}", "flood ".repeat(10_000)); },
        "memory" => {
            let mut all = Vec::new();
            loop { all.push(vec![1u8; 16 << 20]); }
        }
        "holder" => start("sleep 1000", true),
        "daemon" => start("sleep 1000", false),
        "disk" => for number in 0.. {
            fs::write(format!("/target/big-{number}"), vec![1u8; 8 << 20]).unwrap();
        },
        "sparse" => fs::File::create("/target/sparse").unwrap().set_len(1 << 40).unwrap(),
        "deep" => {
            std::env::set_current_dir("/target").unwrap();
            for _ in 0..1000 {
                fs::create_dir("deep").unwrap();
                std::env::set_current_dir("deep").unwrap();
            }
        }
        "closed" => {
            use std::os::unix::fs::PermissionsExt;
            fs::create_dir_all("/target/closed/inner").unwrap();
            fs::write("/target/closed/inner/file", "text").unwrap();
            for folder in ["/target/closed/inner", "/target/closed", "/target/debug/build"] {
                let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0));
            }
        }
        "rigged" => in_place_of_cargos_files(),
        "parent" => unsafe {
            system::kill(std::os::unix::process::parent_id() as i32, 9);
            system::kill(1, 9);
        },
        _ => {}
    }
}
)";

}  // namespace

std::string attack_source(const Targets& targets) {
  const char* const home = std::getenv("HOME");
  return fmt::format(constants, targets.canaries.string(), targets.cache.string(),
                     home == nullptr ? "/root" : home, targets.port, targets.word) +
         code;
}

std::map<std::string, std::string> listing(const fs::path& folder) {
  std::map<std::string, std::string> result;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    struct stat status;
    REQUIRE(::lstat(entry.path().c_str(), &status) == 0);
    std::string content;
    if (entry.is_symlink())
      content = fs::read_symlink(entry.path()).string();
    else if (entry.is_regular_file())
      content = digest::sha256_hex(read_file(entry.path()));
    result[entry.path().string()] =
        fmt::format("{:o} {} {} {} {}.{} {}", status.st_mode, status.st_uid, status.st_gid, status.st_size,
                    status.st_mtim.tv_sec, status.st_mtim.tv_nsec, content);
  }
  return result;
}

}  // namespace cargo_test
