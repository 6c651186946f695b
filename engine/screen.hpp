// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>

#include "engine/binding.hpp"
#include "engine/engine.hpp"

namespace elig::engine {

struct Setting {
  const Vocabulary& vocabulary;
  const EngineOptions& options;
  const NameIndex& names;
};

/// Engine::screen: patients in blocks, each distinct atom asked once a patient, then the logic of every study.
void screen_all(const Setting& setting, std::span<const RuleSet> studies, std::span<const Patient> patients, unsigned jobs,
                const std::function<void(const Screening&)>& each, const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace elig::engine
