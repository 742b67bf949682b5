#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include <ATen/Parallel.h>

#include <agent_rollout/batch_server.hpp>

namespace agent_rollout {
namespace {

std::unexpected<base::Error> failed(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {  // torch's, such as memory that is used up
    return base::failure("the model failed", thrown.what());
  } catch (...) {
    return base::failure("the model failed");
  }
}

}  // namespace

BatchServer::BatchServer(const qwen35::Model& model, const qwen35::Adapter* adapter, const Settings& settings)
    : model_(model),
      adapter_(adapter),
      threads_(settings.threads),
      free_(settings.seats),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

BatchServer::~BatchServer() = default;

base::Result<std::unique_ptr<BatchServer::Seat>> BatchServer::sit(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [this] { return free_ > 0; }))
    return base::failure("the rollout was stopped", "it waited for a seat with the model");
  auto seat = std::make_unique<Seat>(*this);
  --free_;
  return seat;
}

BatchServer::Seat::Seat(BatchServer& server) : server_(server), dialogue_(server.model_, server.adapter_) {}

BatchServer::Seat::~Seat() {
  dialogue_ = {server_.model_, server_.adapter_};  // its memory is free before its place is
  {
    const std::scoped_lock lock(server_.mutex_);
    ++server_.free_;
  }
  server_.changed_.notify_all();
}

base::Result<qwen35::Generated> BatchServer::Seat::next(std::span<const std::int64_t> prompt,
                                                        qwen35::GenerationSettings settings) {
  std::future<Answer> answer;
  {
    const std::scoped_lock lock(server_.mutex_);
    Question& question = server_.asked_.emplace_back(&dialogue_, std::vector(prompt.begin(), prompt.end()),
                                                     std::move(settings), std::promise<Answer>());
    answer = question.answer.get_future();
  }
  server_.changed_.notify_all();
  return answer.get();
}

void BatchServer::work(const std::stop_token& stop) {
  at::set_num_threads(threads_);
  while (true) {
    qwen35::DialogueBatch batch(model_, adapter_);
    try {
      while (true) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [&] { return !asked_.empty() || batch.size() > 0; })) return;
        std::vector<Question> asked = std::exchange(asked_, {});
        lock.unlock();
        join(batch, std::move(asked));
        for (qwen35::DialogueBatch::Ending& ending : batch.step()) {
          answer(*ending.dialogue,
                 ending.error ? Answer(failed(ending.error)) : Answer(std::move(ending.generated)));
        }
      }
    } catch (...) {  // no memory for the books: nobody may wait for ever
      for (Question& question : std::exchange(open_, {}))
        question.answer.set_value(failed(std::current_exception()));
    }
  }
}

void BatchServer::join(qwen35::DialogueBatch& batch, std::vector<Question> asked) {
  const std::size_t first = open_.size();
  std::ranges::move(asked, std::back_inserter(open_));
  for (Question& question : std::span(open_).subspan(first))
    batch.join(*question.dialogue, std::move(question.prompt), std::move(question.settings));
}

void BatchServer::answer(const qwen35::Dialogue& dialogue, Answer with) {
  const auto question = std::ranges::find(open_, &dialogue, &Question::dialogue);
  std::promise<Answer> asked = std::move(question->answer);
  open_.erase(question);
  asked.set_value(std::move(with));
}

}  // namespace agent_rollout
