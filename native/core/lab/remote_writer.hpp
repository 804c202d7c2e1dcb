// A thread on another CPU that writes lines, so that they are dirty in its core's cache.
#pragma once

#include <atomic>
#include <span>
#include <thread>

namespace kvm_mmu_bench::core {

class RemoteWriter {
 public:
  // Throws std::system_error, and std::runtime_error where the thread cannot be bound to the CPU.
  explicit RemoteWriter(int cpu);
  ~RemoteWriter();
  RemoteWriter(const RemoteWriter&) = delete;
  RemoteWriter& operator=(const RemoteWriter&) = delete;

  // Returns once they are written. The thread spins between two calls: a core that slept would have
  // written its lines back.
  void dirty(std::span<std::byte* const> lines);

 private:
  void serve(int cpu);

  enum class Start { kPending, kBound, kRefused };

  std::span<std::byte* const> lines_;
  std::atomic<Start> start_ = Start::kPending;
  std::atomic<std::size_t> asked_ = 0;
  std::atomic<std::size_t> done_ = 0;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

}  // namespace kvm_mmu_bench::core
