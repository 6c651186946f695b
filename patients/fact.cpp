// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fact.hpp"

namespace elig {

std::string CodedText::label() const {
  if (!text.empty()) return text;
  for (const Coding& coding : codings) {
    if (!coding.display.empty()) return coding.display;
  }
  for (const Coding& coding : codings) {
    if (!coding.code.empty()) return coding.code;
  }
  return "";
}

Coded::Coded(CodedText text) {
  if (!text.codings.empty() || !text.text.empty()) text_ = std::make_shared<const CodedText>(std::move(text));
}

const CodedText& Coded::nothing() noexcept {
  static const CodedText none;
  return none;
}

}  // namespace elig
