#include "remote_writer.hpp"

#include <stdexcept>
#include <string>

#include "../cache_state.hpp"
#include "../pin.hpp"
#include "../tsc.hpp"

namespace kvm_mmu_bench::core {

RemoteWriter::RemoteWriter(int cpu) : thread_([this, cpu] { serve(cpu); }) {
  start_.wait(Start::kPending);
  if (start_ == Start::kBound) return;
  thread_.join();
  throw std::runtime_error("cannot bind a thread to CPU " + std::to_string(cpu));
}

RemoteWriter::~RemoteWriter() {
  ended_ = true;
  thread_.join();
}

void RemoteWriter::serve(int cpu) {
  start_ = bind_this_thread(cpu).cpu == cpu ? Start::kBound : Start::kRefused;
  start_.notify_all();
  if (start_ == Start::kRefused) return;
  for (std::size_t turn = 1;; ++turn) {
    while (asked_ < turn) {
      if (ended_) return;
      asm volatile("pause");
    }
    for (std::byte* line : lines_) touch_line(line);
    drain_stores();
    done_ = turn;
  }
}

void RemoteWriter::dirty(std::span<std::byte* const> lines) {
  lines_ = lines;
  const std::size_t turn = ++asked_;
  while (done_ < turn) asm volatile("pause");
}

}  // namespace kvm_mmu_bench::core
