// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "patients/fhir/json.hpp"

/// From the bytes of an input to its resources, each with the place it stands at. Knows Bundles and NDJSON, nothing of what
/// the resources say.
namespace elig::fhir {

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

struct InputEvents {
  std::function<void(Object resource, std::string_view full_url, const Place&)> resource;
  std::function<void(const std::string& line)> refused;
};

enum class Accept { bundle, anything };

/// Every resource of the input, bundles taken apart (bundles within bundles too). `scopes` counts the bundles met so far.
/// Throws PatientError when nothing of the input can be read, or when it is not the one bundle asked for.
void each_resource(std::string_view name, std::string_view content, Accept accept, std::size_t& scopes, const InputEvents& events);

}  // namespace elig::fhir
