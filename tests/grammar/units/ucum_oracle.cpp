// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/grammar/units/ucum_oracle.hpp"

#include <cmath>
#include <pugixml.hpp>

namespace elig::ucum {

/// Recursive descent over one unit: term = ['/'] component {('.' | '/') component}.
class Reader {
 public:
  Reader(const Oracle& oracle, std::string_view text) : oracle_(oracle), text_(text) {}

  std::optional<Measure> whole() {
    auto measure = term();
    return at_ == text_.size() ? measure : std::nullopt;
  }

 private:
  static void multiply(Measure& into, const Measure& by, int exponent) {
    into.factor *= std::pow(by.factor, exponent);
    for (const auto& [unit, power] : by.powers)
      if ((into.powers[unit] += power * exponent) == 0) into.powers.erase(unit);
  }

  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  static bool digit(char c) { return c >= '0' && c <= '9'; }

  std::optional<Measure> term() {
    Measure product;
    int sign = 1;
    if (next() == '/') sign = -1, ++at_;
    while (true) {
      const auto factor = component();
      if (!factor) return std::nullopt;
      multiply(product, *factor, sign);
      if (next() != '.' && next() != '/') return product;
      sign = next() == '.' ? 1 : -1;
      ++at_;
    }
  }

  void annotation() {
    const auto close = next() == '{' ? text_.find('}', at_) : std::string_view::npos;
    if (close != std::string_view::npos) at_ = close + 1;
  }

  std::optional<Measure> component() {
    if (next() == '(') {
      ++at_;
      auto inner = term();
      if (!inner || next() != ')') return std::nullopt;
      ++at_;
      return inner;
    }
    if (next() == '{') {
      annotation();
      return Measure{};
    }
    const std::size_t begin = at_;
    while (digit(next())) ++at_;
    if (at_ > begin && next() != '*') {
      Measure number{std::stod(std::string(text_.substr(begin, at_ - begin))), {}};
      annotation();
      return number;
    }
    at_ = begin;
    return simple();
  }

  std::optional<Measure> simple() {
    const std::size_t begin = at_;
    bool bracket = false;
    while (at_ < text_.size()) {
      const char c = next();
      if (c == '[') bracket = true;
      if (c == ']') bracket = false;
      if (!bracket && (c == '.' || c == '/' || c == '{' || c == '(' || c == ')')) break;
      ++at_;
    }
    std::string_view symbol = text_.substr(begin, at_ - begin);
    annotation();
    if (symbol.empty()) return std::nullopt;
    if (auto measure = oracle_.atom(symbol)) return measure;
    std::size_t exponent = symbol.size();
    while (exponent > 0 && digit(symbol[exponent - 1])) --exponent;
    if (exponent > 0 && (symbol[exponent - 1] == '-' || symbol[exponent - 1] == '+')) --exponent;
    if (exponent == symbol.size() || exponent == 0) return std::nullopt;
    const auto base = oracle_.atom(symbol.substr(0, exponent));
    if (!base) return std::nullopt;
    Measure power;
    multiply(power, *base, std::stoi(std::string(symbol.substr(exponent))));
    return power;
  }

  const Oracle& oracle_;
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<Oracle> Oracle::read(const std::string& path) {
  pugi::xml_document document;
  if (!document.load_file(path.c_str())) return std::nullopt;
  Oracle oracle;
  for (const auto& node : document.child("root").children()) {
    const std::string code = node.attribute("Code").value();
    const std::string_view kind = node.name();
    if (kind == "prefix") oracle.prefixes_[code] = node.child("value").attribute("value").as_double();
    if (kind == "base-unit") oracle.atoms_[code] = {1, "", true, true};
    if (kind != "unit") continue;
    const auto value = node.child("value");
    Atom atom{value.attribute("value").as_double(1), value.attribute("Unit").value(), std::string_view(node.attribute("isMetric").value()) == "yes",
              std::string_view(node.attribute("isSpecial").value()) != "yes"};
    if (std::string_view(node.attribute("isArbitrary").value()) == "yes") {
      atom.value = 1;
      if (atom.unit == "1") atom.unit.clear();
    }
    oracle.atoms_[code] = atom;
  }
  return oracle;
}

std::optional<Measure> Oracle::atom(std::string_view symbol) const {
  const auto defined = [this](const std::string& code, const Atom& a) -> std::optional<Measure> {
    if (!a.plain) return std::nullopt;
    if (a.unit.empty()) return Measure{1, {{code, 1}}};
    auto measure = this->measure(a.unit);
    if (measure) measure->factor *= a.value;
    return measure;
  };
  if (const auto found = atoms_.find(symbol); found != atoms_.end()) return defined(found->first, found->second);
  for (const std::size_t length : {std::size_t{1}, std::size_t{2}}) {
    if (symbol.size() <= length) break;
    const auto prefix = prefixes_.find(symbol.substr(0, length));
    const auto found = atoms_.find(symbol.substr(length));
    if (prefix == prefixes_.end() || found == atoms_.end() || !found->second.metric) continue;
    auto measure = defined(found->first, found->second);
    if (measure) measure->factor *= prefix->second;
    return measure;
  }
  return std::nullopt;
}

std::optional<Measure> Oracle::measure(std::string_view unit) const {
  if (unit == "1" || unit.empty()) return Measure{};
  return Reader(*this, unit).whole();
}

}  // namespace elig::ucum
