#include "http_listener.hpp"

#include <chrono>
#include <exception>
#include <sstream>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <fcntl.h>
#include <fmt/format.h>

namespace flowrun::report {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// For a request and its answer.
constexpr std::chrono::seconds most_time(10);
constexpr std::size_t most_connections = 16;
constexpr std::size_t most_header = 8192;  // bytes

using Request = http::request_parser<http::empty_body>;
using Response = http::response<http::string_body>;

Response response_to(const Request::value_type& request, const HttpPage& page) {
  Response response(http::status::ok, request.version());
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  response.keep_alive(false);
  const bool wants_head = request.method() == http::verb::head;
  const std::string_view target(request.target().data(), request.target().size());
  if (!wants_head && request.method() != http::verb::get) {
    response.result(http::status::method_not_allowed);
    response.set(http::field::allow, "GET, HEAD");
    response.body() = "only GET and HEAD\n";
  } else if (target.substr(0, target.find('?')) != page.path) {
    response.result(http::status::not_found);
    response.body() = fmt::format("there is {} alone\n", page.path);
  } else {
    response.set(http::field::content_type, page.content_type);
    response.body() = page.text();
  }
  response.prepare_payload();
  if (wants_head) response.body().clear();  // its length stays in the header
  return response;
}

// One request and its answer. Lives until `on_end` was called.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const HttpPage& page, std::function<void()> on_end)
      : stream_(std::move(socket)), page_(page), on_end_(std::move(on_end)) {
    request_.header_limit(most_header);
    stream_.expires_after(most_time);
  }

  void read() {
    http::async_read_header(stream_, buffer_, request_,
                            [self = shared_from_this()](error_code error, std::size_t) {
                              error ? self->on_end_() : self->write();
                            });
  }

 private:
  void write() {
    response_ = response_to(request_.get(), page_);
    http::async_write(stream_, response_, [self = shared_from_this()](error_code, std::size_t) {
      error_code ignored;  // whoever asked is gone
      static_cast<void>(self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored));
      self->on_end_();
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  Request request_;
  Response response_;
  const HttpPage& page_;
  const std::function<void()> on_end_;
};

class Listener final : public HttpListener {
 public:
  explicit Listener(HttpPage page) : page_(std::move(page)) {}
  ~Listener() override {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  void open(const std::string& host, std::uint16_t port) {
    const auto found = tcp::resolver(context_).resolve(host, std::to_string(port));
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor_.open(endpoint.protocol());
    ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);  // no program that a stage starts keeps the port
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
    accept();
    thread_ = std::thread([this] { work(); });
  }

  [[nodiscard]] std::string url() const override {
    std::ostringstream endpoint;
    endpoint << acceptor_.local_endpoint();
    return fmt::format("http://{}{}", std::move(endpoint).str(), page_.path);
  }

 private:
  void work() noexcept {
    try {
      context_.run();
    } catch (const std::exception&) {  // no memory: the run will tell it, and nobody is answered any more
    }
  }

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
      ++connections_;
      std::make_shared<Connection>(std::move(socket), page_, [this] { connection_ended(); })->read();
      if (connections_ < most_connections) accept();
    });
  }

  // What the process lacks now (a file descriptor) it may have then.
  void accept_later() {
    pause_.expires_after(std::chrono::seconds(1));
    pause_.async_wait([this](error_code error) {
      if (!error) accept();
    });
  }

  void connection_ended() {
    if (connections_-- == most_connections) accept();
  }

  const HttpPage page_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::steady_timer pause_{context_};
  std::size_t connections_ = 0;  // of the thread
  std::thread thread_;
};

}  // namespace

std::expected<std::unique_ptr<HttpListener>, std::string> HttpListener::make(const std::string& host,
                                                                             std::uint16_t port,
                                                                             HttpPage page) {
  auto listener = std::make_unique<Listener>(std::move(page));
  try {
    listener->open(host, port);
  } catch (const boost::system::system_error& error) {
    return std::unexpected(error.code().message());
  } catch (const std::exception& error) {
    return std::unexpected(error.what());
  }
  return listener;
}

}  // namespace flowrun::report
