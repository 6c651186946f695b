// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patients/fhir/json.hpp"

/// From the bytes of an input to its resources, each with the place it stands at. Knows Bundles and NDJSON, nothing of what
/// the resources say.
namespace elig {
class RecordSource;
}

namespace elig::fhir {

struct Unit;

/// Where a resource stands. `line` and `entry` count from 1; 0 = not applicable.
struct Place {
  std::string_view input;
  std::size_t line = 0;
  std::size_t entry = 0;
  /// Resources that may refer to each other by local names: those of one bundle. 0 for resources outside bundles.
  std::size_t scope = 0;
};

/// "x.json, entry 3 (Observation/obs-1): reason", for one refusal line.
[[nodiscard]] std::string message(const Place& place, std::string_view resource, std::string_view reason);

enum class Accept { bundle, anything };

/// Bytes that simdjson may read past the end of.
class Text {
 public:
  void reserve(std::size_t size);
  [[nodiscard]] char* data() noexcept { return bytes_.get(); }
  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.get(), size}; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  std::size_t size = 0;

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
};

/// A part of an input that can be read by itself: whole lines, or a document.
struct Stretch {
  std::string_view text;  ///< simdjson may read past its end
  std::string_view rest;  ///< lines that follow on it, likewise; mostly none
  Text memory;            ///< for what is not used where the source has it
  bool document = false;
  bool first = false;    ///< begins where the input begins
  bool last = false;
};

/// Cuts an input into stretches. Throws PatientError for an input of another form; what the source throws goes through.
class Cutter {
 public:
  Cutter(RecordSource& source, Accept accept);
  /// False at the end. Uses the memory that `stretch` has already.
  bool next(Stretch& stretch);

 private:
  void fill(Text& text, std::size_t size);
  void begin(Text& text);
  bool next_of_whole(Stretch& stretch);
  [[nodiscard]] std::string_view seen(const Text& text) const noexcept { return whole_ ? *whole_ : text.view(); }
  [[noreturn]] void fail(std::string_view reason) const;

  RecordSource& source_;
  Accept accept_;
  std::optional<std::string_view> whole_;  ///< what is still to come of a source that is in memory
  std::string rest_;                       ///< begin of a line whose end is still to come
  bool begun_ = false;
  bool document_ = false;
  bool ended_ = false;
};

/// The resources of a stretch, bundles taken apart (bundles within bundles too).
class StretchReader {
 public:
  void read(const Stretch& stretch, const std::string& name, Accept accept, Unit& unit);

 private:
  class Reading;
  Document parsed_;
  simdjson::ondemand::parser outer_;
  Members members_;
};

}  // namespace elig::fhir
