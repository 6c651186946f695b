// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/binding.hpp"
#include "engine/engine.hpp"

namespace elig {

/// What an engine is made of.
struct Engine::State {
  std::shared_ptr<const Vocabulary> vocabulary;
  EngineOptions options;
  engine::NameIndex names;
};

}  // namespace elig
