#include "syscall_filter.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace sandbox {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t native_architecture = AUDIT_ARCH_X86_64;
constexpr bool has_x32_calls = true;
#elif defined(__aarch64__)
constexpr std::uint32_t native_architecture = AUDIT_ARCH_AARCH64;
constexpr bool has_x32_calls = false;
#else
#error "the call numbers of this architecture are not known to the filter"
#endif
constexpr std::uint32_t first_x32_call = 0x40000000;  // __X32_SYSCALL_BIT

constexpr int not_permitted[] = {SYS_ptrace,
                                 SYS_process_vm_readv,
                                 SYS_process_vm_writev,
                                 SYS_bpf,
                                 SYS_perf_event_open,
                                 SYS_keyctl,
                                 SYS_add_key,
                                 SYS_request_key,
                                 SYS_mount,
                                 SYS_umount2,
                                 SYS_pivot_root,
                                 SYS_chroot,
                                 SYS_unshare,
                                 SYS_setns,
                                 SYS_open_by_handle_at,
                                 SYS_name_to_handle_at,
                                 SYS_userfaultfd,
                                 SYS_kexec_load,
                                 SYS_kexec_file_load,
                                 SYS_init_module,
                                 SYS_finit_module,
                                 SYS_delete_module,
                                 SYS_syslog,
                                 SYS_quotactl,
                                 SYS_acct,
                                 SYS_swapon,
                                 SYS_swapoff,
                                 SYS_reboot,
                                 SYS_move_mount,
                                 SYS_open_tree,
                                 SYS_fsopen,
                                 SYS_fsmount,
                                 SYS_mount_setattr};
// Callers fall back when these seem not to exist. The arguments of clone3 cannot be read by a filter; the
// memory of memfd and SysV segments belongs to no process, so the memory limit would not see it.
constexpr int fchmodat2 = 452;  // not in all headers; the number is the same everywhere
constexpr int not_implemented[] = {SYS_clone3, SYS_io_uring_setup, SYS_memfd_create, SYS_memfd_secret,
                                   SYS_shmget, SYS_openat2,        fchmodat2};

// Calls that set the mode of a file, and which argument the mode is.
constexpr std::pair<int, int> mode_calls[] = {
#ifdef SYS_chmod  // older architectures only
    {SYS_chmod, 1},  {SYS_creat, 1},    {SYS_mknod, 1},
#endif
    {SYS_fchmod, 1}, {SYS_fchmodat, 2}, {SYS_mknodat, 2}};
// Calls that may create a file: the arguments for flags and mode.
constexpr std::tuple<int, int, int> open_calls[] = {
#ifdef SYS_open
    {SYS_open, 1, 2},
#endif
    {SYS_openat, 2, 3}};

class Program {
 public:
  void load(std::uint32_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }
  void and_with(std::uint32_t mask) { add(BPF_ALU | BPF_AND | BPF_K, mask, 0, 0); }
  void return_value(std::uint32_t value) { add(BPF_RET | BPF_K, value, 0, 0); }
  // Skips the next `count` instructions unless the comparison holds.
  void unless(std::uint16_t comparison, std::uint32_t value, std::uint8_t count) {
    add(BPF_JMP | comparison | BPF_K, value, 0, count);
  }
  void skip_if(std::uint16_t comparison, std::uint32_t value, std::uint8_t count) {
    add(BPF_JMP | comparison | BPF_K, value, count, 0);
  }
  void fail_call(long number, int error) {
    unless(BPF_JEQ, static_cast<std::uint32_t>(number), 1);
    return_value(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error));
  }
  std::string bytes() const {
    return {reinterpret_cast<const char*>(code_.data()), code_.size() * sizeof(sock_filter)};
  }

 private:
  void add(int code, std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
    code_.push_back({static_cast<std::uint16_t>(code), yes, no, value});
  }
  std::vector<sock_filter> code_;
};

// Both supported architectures are little-endian: the low half of an argument comes first.
constexpr std::uint32_t argument(int index) {
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args)) + 8u * static_cast<std::uint32_t>(index);
}

}  // namespace

std::string syscall_filter() {
  constexpr auto number = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
  Program program;
  program.load(offsetof(seccomp_data, arch));
  program.skip_if(BPF_JEQ, native_architecture, 1);
  program.return_value(SECCOMP_RET_ERRNO | ENOSYS);
  program.load(number);
  if (has_x32_calls) {
    program.unless(BPF_JGE, first_x32_call, 1);
    program.return_value(SECCOMP_RET_ERRNO | ENOSYS);
  }
  for (const int call : not_permitted) program.fail_call(call, EPERM);
  for (const int call : not_implemented) program.fail_call(call, ENOSYS);

  constexpr std::uint32_t elevating = S_ISUID | S_ISGID;
  for (const auto& [call, mode] : mode_calls) {
    program.unless(BPF_JEQ, static_cast<std::uint32_t>(call), 4);
    program.load(argument(mode));
    program.unless(BPF_JSET, elevating, 1);
    program.return_value(SECCOMP_RET_ERRNO | EPERM);
    program.load(number);
  }
  // The mode means nothing unless a file is created.
  constexpr std::uint32_t creating = O_CREAT | (O_TMPFILE & ~O_DIRECTORY);
  for (const auto& [call, flags, mode] : open_calls) {
    program.unless(BPF_JEQ, static_cast<std::uint32_t>(call), 6);
    program.load(argument(flags));
    program.unless(BPF_JSET, creating, 3);
    program.load(argument(mode));
    program.unless(BPF_JSET, elevating, 1);
    program.return_value(SECCOMP_RET_ERRNO | EPERM);
    program.load(number);
  }
  program.unless(BPF_JEQ, SYS_clone, 4);
  program.load(argument(0));
  program.and_with(CLONE_NEWUSER);
  program.unless(BPF_JEQ, CLONE_NEWUSER, 1);
  program.return_value(SECCOMP_RET_ERRNO | EPERM);
  program.load(number);
  program.unless(BPF_JEQ, SYS_socket, 3);
  program.load(argument(0));
  program.unless(BPF_JGT, AF_INET6, 1);
  program.return_value(SECCOMP_RET_ERRNO | EAFNOSUPPORT);
  program.return_value(SECCOMP_RET_ALLOW);
  return program.bytes();
}

}  // namespace sandbox
