// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/vocabulary.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <stdexcept>

#include "grammar/lexicon/cues.hpp"
#include "grammar/lexicon/tables.hpp"

namespace elig {
namespace {

struct SystemName {
  std::string_view name;
  std::string_view uri;
};

constexpr std::array<SystemName, 9> systems{{
    {"LOINC", "http://loinc.org"},
    {"SCT", "http://snomed.info/sct"},
    {"ICD10", "http://hl7.org/fhir/sid/icd-10-cm"},
    {"ICD10", "http://hl7.org/fhir/sid/icd-10"},
    {"RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"},
    {"ATC", "http://www.whocc.no/atc"},
    {"CPT", "http://www.ama-assn.org/go/cpt"},
    {"CVX", "http://hl7.org/fhir/sid/cvx"},
    {"HGNC", "http://www.genenames.org"},
}};

constexpr std::array<std::pair<std::string_view, ConceptKind>, 19> kinds{{
    {"measurement", ConceptKind::measurement}, {"vital", ConceptKind::vital},         {"score", ConceptKind::score},
    {"stage", ConceptKind::stage},             {"biomarker", ConceptKind::biomarker}, {"test", ConceptKind::test},
    {"finding", ConceptKind::finding},         {"condition", ConceptKind::condition}, {"drug", ConceptKind::drug},
    {"drug_class", ConceptKind::drug_class},   {"procedure", ConceptKind::procedure}, {"therapy", ConceptKind::therapy},
    {"vaccine", ConceptKind::vaccine},         {"organism", ConceptKind::organism},   {"reproductive", ConceptKind::reproductive},
    {"life_stage", ConceptKind::life_stage},   {"social", ConceptKind::social},       {"encounter", ConceptKind::encounter},
    {"substance", ConceptKind::substance},
}};

double number(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// A name's words as they stand, function words included, each normalised.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  const auto inside = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (!inside(text[i])) {
      ++i;
      continue;
    }
    std::size_t j = i;
    while (j < text.size() && inside(text[j])) ++j;
    words.push_back(text.substr(i, j - i));
    i = j;
  }
  return words;
}

std::string bag_key(std::span<const std::string> content) {
  std::vector<std::string_view> sorted(content.begin(), content.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::string key;
  for (const auto w : sorted) key.append(w).push_back(' ');
  return key;
}

std::string sha256(const std::vector<std::string_view>& parts) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  for (const auto part : parts) EVP_DigestUpdate(context.get(), part.data(), part.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), &length);
  std::string text = "sha256:";
  for (unsigned i = 0; i < length; ++i) {
    constexpr std::string_view hex = "0123456789abcdef";
    text.push_back(hex[digest[i] >> 4]);
    text.push_back(hex[digest[i] & 15]);
  }
  return text;
}

}  // namespace

std::string_view system_uri(std::string_view short_name) noexcept {
  for (const auto& s : systems)
    if (s.name == short_name) return s.uri;
  return {};
}

std::string_view system_short_name(std::string_view uri) noexcept {
  for (const auto& s : systems)
    if (s.uri == uri) return s.name;
  // the same systems under the other addresses that records give them
  if (uri.starts_with("https://www.nlm.nih.gov/research/umls/rxnorm")) return "RXNORM";
  if (uri.find("icd-10") != std::string_view::npos) return "ICD10";
  if (uri.find("/atc") != std::string_view::npos) return "ATC";
  if (uri.find("snomed") != std::string_view::npos) return "SCT";
  if (uri.find("loinc") != std::string_view::npos) return "LOINC";
  return {};
}

std::string_view Concept::attribute(std::string_view key) const noexcept {
  for (const auto& [k, v] : attributes)
    if (k == key) return v;
  return {};
}

// Names by their words. A trie over normalised words in the order of the text, and the same names as bags of content words.
struct Vocabulary::Names {
  struct Entry {
    ConceptIndex concept_index;
    std::string cased;  // "" = any case; else the words must stand exactly like this, joined by blanks
  };
  struct TrieNode {
    std::unordered_map<std::string, std::uint32_t> next;
    std::vector<Entry> entries;
  };
  std::vector<TrieNode> trie{1};
  std::unordered_map<std::string, std::vector<ConceptIndex>> bags;
  std::unordered_map<std::string, std::vector<ConceptIndex>> codes;     // "SYSTEM:code"
  std::unordered_map<std::string, std::vector<ConceptIndex>> prefixes;  // the same for codes that stand for all below them
  std::vector<std::vector<ConceptIndex>> ancestors;                     // sorted, the concept itself included

  void add(std::string_view form, ConceptIndex c) {
    bool exact = form.starts_with('=');
    if (exact) form.remove_prefix(1);
    // an abbreviation that is a common word in small letters ("HAD", "CARE")
    else if (form.size() <= 5 && std::all_of(form.begin(), form.end(), [](char ch) { return ch >= 'A' && ch <= 'Z'; }) && Cues::builtin().common(form)) exact = true;
    const auto words = words_of(form);
    if (words.empty()) return;
    std::uint32_t at = 0;
    std::string cased;
    for (const auto w : words) {
      if (exact) cased.append(cased.empty() ? "" : " ").append(w);
      auto [it, fresh] = trie[at].next.try_emplace(normalise_word(w), static_cast<std::uint32_t>(trie.size()));
      at = it->second;
      if (fresh) trie.emplace_back();
    }
    auto& entries = trie[at].entries;
    if (std::none_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.concept_index == c && e.cased == cased; }))
      entries.push_back({c, cased});
    // An exact-case form is an abbreviation; as a bag it would meet its lower-case twin.
    if (!exact) {
      auto& bag = bags[bag_key(content_words(form))];
      if (std::find(bag.begin(), bag.end(), c) == bag.end()) bag.push_back(c);
    }
  }
};

class VocabularyLoader {
 public:
  std::shared_ptr<const Vocabulary> builtin() {
    std::vector<std::string_view> parts;
    for (const auto name : builtin_tables()) {
      parts.push_back(builtin_table(name));
      if (is_concept_table(parts.back())) read(name, parts.back());
    }
    vocabulary_->digest_ = sha256(parts);
    link();
    return vocabulary_;
  }

 private:
  static bool is_concept_table(std::string_view table) {
    while (table.starts_with('#')) table.remove_prefix(std::min(table.size(), table.find('\n') + 1));
    return table.starts_with("id\tkind\t");
  }

  void read(std::string_view name, std::string_view table) {
    for_each_row(table, [&](const std::vector<std::string_view>& cells) {
      if (cells.size() < 3) throw std::logic_error("vocabulary table " + std::string(name) + ": row with fewer than three columns");
      const auto cell = [&](std::size_t i) { return i < cells.size() ? trim(cells[i]) : std::string_view{}; };
      Concept c;
      c.id = cell(0);
      const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == cell(1); });
      if (kind == kinds.end()) throw std::logic_error("vocabulary table " + std::string(name) + ", " + c.id + ": unknown kind " + std::string(cell(1)));
      c.kind = kind->second;
      c.name = cell(2);
      for (const auto s : split(cell(3), '|'))
        if (!trim(s).empty()) c.synonyms.emplace_back(trim(s));
      for (const auto s : split(cell(4), '|')) {
        const auto colon = s.find(':');
        if (colon == std::string_view::npos) continue;
        ConceptCode code{std::string(trim(s.substr(0, colon))), std::string(trim(s.substr(colon + 1))), false};
        if (code.code.ends_with('*')) {
          code.prefix = true;
          code.code.pop_back();
        }
        c.codes.push_back(std::move(code));
      }
      const auto index = static_cast<ConceptIndex>(vocabulary_->concepts_.size());
      std::vector<std::string> parents;
      for (const auto s : split(cell(5), '|'))
        if (!trim(s).empty()) parents.emplace_back(trim(s));
      for (const auto s : split(cell(6), ';')) {
        const auto equals = s.find('=');
        if (equals != std::string_view::npos) c.attributes.emplace_back(trim(s.substr(0, equals)), trim(s.substr(equals + 1)));
      }
      if (const auto [it, fresh] = vocabulary_->by_id_.try_emplace(c.id, index); !fresh) {
        merge(vocabulary_->concepts_[it->second], std::move(c));
        auto& have = parents_[it->second];
        have.insert(have.end(), parents.begin(), parents.end());
        return;
      }
      vocabulary_->concepts_.push_back(std::move(c));
      parents_.push_back(std::move(parents));
    });
  }

  // The same id in two tables is one concept: a second table adds names, codes and parents to it.
  static void merge(Concept& into, Concept&& from) {
    into.synonyms.push_back(std::move(from.name));
    std::move(from.synonyms.begin(), from.synonyms.end(), std::back_inserter(into.synonyms));
    std::move(from.codes.begin(), from.codes.end(), std::back_inserter(into.codes));
    for (auto& a : from.attributes)
      if (into.attribute(a.first).empty()) into.attributes.push_back(std::move(a));
  }

  void link() {
    auto names = std::make_shared<Vocabulary::Names>();
    auto& concepts = vocabulary_->concepts_;
    for (ConceptIndex i = 0; i < concepts.size(); ++i) {
      for (const auto& parent : parents_[i]) {
        const auto it = vocabulary_->by_id_.find(parent);
        if (it == vocabulary_->by_id_.end() || it->second == i) continue;  // a test reports parents that do not exist
        if (std::find(concepts[i].parents.begin(), concepts[i].parents.end(), it->second) != concepts[i].parents.end()) continue;
        concepts[i].parents.push_back(it->second);
        concepts[it->second].children.push_back(i);
      }
      names->add(concepts[i].name, i);
      for (const auto& s : concepts[i].synonyms) names->add(s, i);
      for (const auto& code : concepts[i].codes) {
        auto& list = (code.prefix ? names->prefixes : names->codes)[code.system + ":" + code.code];
        if (std::find(list.begin(), list.end(), i) == list.end()) list.push_back(i);
      }
    }
    names->ancestors.resize(concepts.size());
    for (ConceptIndex i = 0; i < concepts.size(); ++i) {
      auto& all = names->ancestors[i];
      std::vector<ConceptIndex> open{i};
      while (!open.empty()) {
        const ConceptIndex at = open.back();
        open.pop_back();
        const auto where = std::lower_bound(all.begin(), all.end(), at);
        if (where != all.end() && *where == at) continue;
        all.insert(where, at);
        for (const ConceptIndex p : concepts[at].parents) open.push_back(p);
      }
    }
    vocabulary_->names_ = std::move(names);
    for_each_row(builtin_table("measured-by"), [this](const std::vector<std::string_view>& cells) {
      const auto condition = vocabulary_->find(cells.at(0));
      if (!condition || cells.size() < 2) return;
      for (const auto id : split(cells[1], '|'))
        if (const auto m = vocabulary_->find(id)) vocabulary_->measured_by_[*condition].push_back(*m);
    });
  }

  std::shared_ptr<Vocabulary> vocabulary_ = std::make_shared<Vocabulary>();
  std::vector<std::vector<std::string>> parents_;
};

std::shared_ptr<const Vocabulary> Vocabulary::builtin() {
  static const std::shared_ptr<const Vocabulary> loaded = VocabularyLoader().builtin();
  return loaded;
}

std::optional<ConceptIndex> Vocabulary::find(std::string_view id) const {
  const auto it = by_id_.find(std::string(id));
  if (it == by_id_.end()) return std::nullopt;
  return it->second;
}

std::vector<ConceptIndex> Vocabulary::named(std::span<const std::string> content) const {
  if (content.empty()) return {};
  const auto it = names_->bags.find(bag_key(content));
  return it == names_->bags.end() ? std::vector<ConceptIndex>{} : it->second;
}

std::vector<ConceptIndex> Vocabulary::named(std::string_view phrase) const {
  std::vector<ConceptIndex> found = named(std::span<const std::string>(content_words(phrase)));
  // abbreviations that only count in their own case
  const auto cased = words_of(phrase);
  std::vector<std::string> words;
  for (const auto w : cased) words.push_back(normalise_word(w));
  if (const Match m = longest(words, cased); m.length == words.size() && m.length > 0)
    for (const ConceptIndex c : m.concepts)
      if (std::find(found.begin(), found.end(), c) == found.end()) found.push_back(c);
  return found;
}

Vocabulary::Match Vocabulary::longest(std::span<const std::string> words, std::span<const std::string_view> cased) const {
  Match best;
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& next = names_->trie[at].next;
    const auto it = next.find(words[i]);
    if (it == next.end()) break;
    at = it->second;
    const auto& entries = names_->trie[at].entries;
    if (entries.empty()) continue;
    std::string as_written;
    for (std::size_t k = 0; k <= i; ++k) as_written.append(k ? " " : "").append(cased[k]);
    std::vector<ConceptIndex> hits;
    for (const auto& e : entries)
      if (e.cased.empty() || e.cased == as_written || (as_written.back() == 's' && e.cased == std::string_view(as_written).substr(0, as_written.size() - 1)))
        if (std::find(hits.begin(), hits.end(), e.concept_index) == hits.end()) hits.push_back(e.concept_index);
    if (!hits.empty()) best = {std::move(hits), i + 1};
  }
  return best;
}

std::vector<ConceptIndex> Vocabulary::coded(std::string_view system, std::string_view code) const {
  std::vector<ConceptIndex> found;
  std::string key = std::string(system) + ":" + std::string(code);
  if (const auto it = names_->codes.find(key); it != names_->codes.end()) found = it->second;
  for (std::size_t floor = system.size() + 1; key.size() > floor; key.pop_back())
    if (const auto it = names_->prefixes.find(key); it != names_->prefixes.end())
      for (const ConceptIndex c : it->second)
        if (std::find(found.begin(), found.end(), c) == found.end()) found.push_back(c);
  return found;
}

bool Vocabulary::is_a(ConceptIndex narrower, ConceptIndex broader) const {
  const auto& all = names_->ancestors.at(narrower);
  return std::binary_search(all.begin(), all.end(), broader);
}

std::vector<ConceptIndex> Vocabulary::measured_by(ConceptIndex condition) const {
  const auto it = measured_by_.find(condition);
  return it == measured_by_.end() ? std::vector<ConceptIndex>{} : it->second;
}

AnalyteUnits Vocabulary::analyte(ConceptIndex i) const {
  const Concept& c = concepts_.at(i);
  AnalyteUnits units;
  units.molar_mass = number(c.attribute("molar_mass"));
  units.valence = number(c.attribute("valence"));
  units.international_unit_ug = number(c.attribute("iu_ug"));
  units.hba1c = c.id == "hba1c";
  return units;
}

}  // namespace elig
