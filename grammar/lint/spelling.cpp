// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lint/checks.hpp"

namespace elig::lint_room {

// What the reader of the criterion took for a slip of the pen
void check_spelling(Desk& desk) {
  for (const Criterion& criterion : desk.rules.criteria)
    for (const Diagnostic& d : criterion.diagnostics)
      if (d.code == "spelling") desk.report(17, criterion, d.span, d.message, "mend the word, or say that it is right (docs/vocabulary.md, lookalikes.tsv)");
}

}  // namespace elig::lint_room
