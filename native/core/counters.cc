#include "counters.hpp"

#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

#include "arena.hpp"

namespace kvm_mmu_bench::core {

namespace {

// What a CPU can be expected to count at a time besides cycles and instructions.
constexpr std::size_t kMostInGroup = 4;

std::uint64_t rdpmc(std::uint32_t index) {
  std::uint32_t low, high;
  asm volatile("rdpmc" : "=a"(low), "=d"(high) : "c"(index));
  return std::uint64_t{high} << 32 | low;
}

// The protocol of linux/perf_event.h: the kernel changes the page under us, and says so by `lock`.
bool read_page(const volatile perf_event_mmap_page& page, Count& count) {
  std::uint32_t sequence;
  do {
    sequence = page.lock;
    asm volatile("" ::: "memory");
    const std::uint32_t index = page.index;
    if (!page.cap_user_rdpmc || index == 0) return false;
    const auto unused = static_cast<unsigned>(64 - page.pmc_width);
    const auto raw = static_cast<std::int64_t>(rdpmc(index - 1) << unused) >> unused;
    count = {.value = static_cast<double>(page.offset + raw), .running = true};
    asm volatile("" ::: "memory");
  } while (page.lock != sequence);
  return true;
}

const perf_event_mmap_page* map_page(int descriptor) {
  void* mapping = mmap(nullptr, kPageBytes, PROT_READ, MAP_SHARED, descriptor, 0);
  return mapping == MAP_FAILED ? nullptr : static_cast<const perf_event_mmap_page*>(mapping);
}

// Software events in a group of their own, hardware events in groups that fit.
std::vector<std::vector<const CounterEvent*>> in_groups(
    std::span<const CounterEvent* const> events) {
  std::vector<std::vector<const CounterEvent*>> groups;
  for (const CounterEvent* event : events) {
    const bool fits = !groups.empty() && groups.back().size() < kMostInGroup &&
                      groups.back().front()->is_software() == event->is_software();
    if (!fits) groups.emplace_back();
    groups.back().push_back(event);
  }
  return groups;
}

}  // namespace

CounterGroup::CounterGroup(std::span<const CounterEvent* const> events) {
  for (const CounterEvent* event : events) {
    perf_event_attr attributes = counter_attributes(*event);
    const int leader = files_.empty() ? -1 : files_.front().get();
    FileDescriptor file(
        static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, leader, 0)));
    if (file.get() < 0) {
      throw std::system_error(errno, std::generic_category(),
                              "perf_event_open(" + std::string(event->name) + ")");
    }
    pages_.push_back(event->is_software() ? nullptr : map_page(file.get()));
    files_.push_back(std::move(file));
  }
}

CounterGroup::CounterGroup(CounterGroup&& other) noexcept
    : files_(std::move(other.files_)),
      pages_(std::exchange(other.pages_, {})),
      running_before_(other.running_before_),
      enabled_before_(other.enabled_before_) {}

CounterGroup::~CounterGroup() {
  for (const perf_event_mmap_page* page : pages_) {
    if (page != nullptr) munmap(const_cast<perf_event_mmap_page*>(page), kPageBytes);
  }
}

bool CounterGroup::read_in_user_space(std::span<Count> counts) const {
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    if (pages_[i] == nullptr || !read_page(*pages_[i], counts[i])) return false;
  }
  return true;
}

void CounterGroup::read(std::span<Count> counts) {
  if (read_in_user_space(counts)) return;
  // How many, time enabled, time running, the values.
  std::vector<std::uint64_t> words(3 + size());
  const auto bytes = static_cast<ssize_t>(words.size() * sizeof(std::uint64_t));
  const bool whole =
      ::read(files_.front().get(), words.data(), static_cast<std::size_t>(bytes)) == bytes;
  const auto enabled = static_cast<double>(words[1]);
  const auto running = static_cast<double>(words[2]);
  const bool all_the_while =
      whole && running - running_before_ >= enabled - enabled_before_ && running > 0;
  running_before_ = running;
  enabled_before_ = enabled;
  for (std::size_t i = 0; i < size(); ++i) {
    counts[i] = {.value = static_cast<double>(words[3 + i]), .running = all_the_while};
  }
}

Counters::Counters(std::span<const CounterEvent* const> events)
    : begin_(events.size()), end_(events.size()) {
  for (const auto& group : in_groups(events)) groups_.emplace_back(group);
}

void Counters::read(std::vector<Count>& counts) {
  std::size_t at = 0;
  for (CounterGroup& group : groups_) {
    group.read(std::span(counts).subspan(at, group.size()));
    at += group.size();
  }
}

void Counters::start() { read(begin_); }

void Counters::stop(std::span<double> counts) {
  read(end_);
  for (std::size_t i = 0; i < size(); ++i) {
    counts[i] = end_[i].running ? end_[i].value - begin_[i].value
                                : std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace kvm_mmu_bench::core
