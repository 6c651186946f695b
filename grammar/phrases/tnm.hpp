// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "grammar/phrases/surface.hpp"

namespace elig {

/// One category of a TNM staging with what is asked of it; the bounds are alternatives or, of a range, its two ends.
struct TnmCategory {
  char letter = 'T';  ///< 'T', 'N' or 'M'
  std::vector<Bound> bounds;
  TokenIt begin = nullptr;
  TokenIt end = nullptr;
};

/// "cT1-2N0M0", "stage T3 or greater", "N1 disease": categories that begin at `first`, which is moved behind them. `all` is the first
/// token of the criterion: a lone "T4" or "N1" is one only where its neighbours say so.
[[nodiscard]] std::optional<std::vector<TnmCategory>> parse_tnm(TokenIt& first, TokenIt all, TokenIt last);

}  // namespace elig
