#include "kvm_statistics.hpp"

#include <linux/kvm.h>
#include <sys/ioctl.h>

#include <string>
#include <type_traits>

namespace kvm_mmu_bench::core {

namespace {

// As in the kernel's interface; its header's own ends in an array of no size, which C++ has not.
struct Descriptor {
  std::uint32_t flags;
  std::int16_t exponent;
  std::uint16_t size;
  std::uint32_t offset;
  std::uint32_t bucket_size;
};
static_assert(sizeof(Descriptor) == 16);

template <class Value>
bool read_at(const FileDescriptor& file, std::uint64_t at, Value& value) {
  static_assert(std::is_trivially_copyable_v<Value>);
  return pread(file.get(), &value, sizeof value, static_cast<off_t>(at)) == sizeof value;
}

std::string read_name(const FileDescriptor& file, std::uint64_t at, std::size_t most) {
  std::string name(most, '\0');
  const ssize_t bytes = pread(file.get(), name.data(), most, static_cast<off_t>(at));
  name.resize(bytes < 0 ? 0 : static_cast<std::size_t>(bytes));
  return name.substr(0, name.find('\0'));
}

}  // namespace

std::optional<std::uint64_t> read_kvm_statistic(const FileDescriptor& vcpu, std::string_view name) {
  const FileDescriptor file(ioctl(vcpu.get(), KVM_GET_STATS_FD, 0));
  kvm_stats_header header{};
  if (file.get() < 0 || !read_at(file, 0, header)) return std::nullopt;
  std::uint64_t at = header.desc_offset;
  for (std::uint32_t i = 0; i < header.num_desc; ++i) {
    Descriptor descriptor{};
    if (!read_at(file, at, descriptor)) break;
    if (read_name(file, at + sizeof descriptor, header.name_size) == name) {
      std::uint64_t value = 0;
      if (read_at(file, header.data_offset + descriptor.offset, value)) return value;
      break;
    }
    at += sizeof descriptor + header.name_size;
  }
  return std::nullopt;
}

}  // namespace kvm_mmu_bench::core
