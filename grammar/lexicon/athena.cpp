// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <charconv>
#include <limits>

#include "grammar/lexicon/cues.hpp"
#include "grammar/lexicon/loader.hpp"
#include "grammar/lexicon/names.hpp"
#include "grammar/lexicon/tables.hpp"

// A folder of OHDSI Athena: standard concepts become concepts of ours or join those they are, codes of all others lead to them.
namespace elig {
namespace {

constexpr std::uint32_t english = 4180186;

// ---- tab-separated files in pieces

/// Cuts pieces into rows of the columns asked for, which stand anywhere in the first line.
class Rows {
 public:
  using Row = std::function<void(const std::vector<std::string_view>& cells)>;
  Rows(std::string file, std::vector<std::string_view> columns, Row row) : file_(std::move(file)), columns_(std::move(columns)), row_(std::move(row)), cells_(columns_.size()) {}

  void take(std::string_view piece) {
    while (!piece.empty()) {
      const std::size_t end = piece.find('\n');
      if (end == std::string_view::npos) {
        rest_.append(piece);
        return;
      }
      if (rest_.empty()) {
        line(piece.substr(0, end));
      } else {
        rest_.append(piece.substr(0, end));
        line(rest_);
        rest_.clear();
      }
      piece.remove_prefix(end + 1);
    }
  }

  void finish() {
    if (!rest_.empty()) line(rest_);
    if (number_ == 0) fail("empty; its first line should name the columns");
  }

  [[noreturn]] void fail(const std::string& reason) const { throw VocabularyError(file_ + (number_ ? ", line " + std::to_string(number_) : "") + ": " + reason); }

  [[nodiscard]] std::uint32_t id(std::string_view cell) const {
    std::uint32_t value = 0;
    const auto end = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (end.ec != std::errc() || end.ptr != cell.data() + cell.size()) fail("'" + std::string(cell.substr(0, 40)) + "' is no concept id");
    return value;
  }

 private:
  void line(std::string_view text) {
    ++number_;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (number_ == 1) return head(text);
    if (text.empty()) return;
    std::size_t column = 0, found = 0;
    for (std::size_t at = 0; at <= text.size() && found < cells_.size(); ++column) {
      const std::size_t end = std::min(text.find('\t', at), text.size());
      for (std::size_t k = 0; k < places_.size(); ++k)
        if (places_[k] == column) {
          cells_[k] = text.substr(at, end - at);
          ++found;
        }
      at = end + 1;
    }
    if (found < cells_.size()) fail("fewer columns than the first line names");
    row_(cells_);
  }

  void head(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto names = split(text, '\t');
    for (const auto column : columns_) {
      const auto it = std::find_if(names.begin(), names.end(), [column](std::string_view name) { return trim(name) == column; });
      if (it == names.end()) fail("the first line names no column " + std::string(column) + " (apart by tabs)");
      places_.push_back(static_cast<std::size_t>(it - names.begin()));
    }
  }

  std::string file_;
  std::vector<std::string_view> columns_;
  Row row_;
  std::vector<std::string_view> cells_;
  std::vector<std::size_t> places_;
  std::string rest_;
  std::size_t number_ = 0;
};

// ---- what Athena's words mean to us

struct System {
  std::string_view athena, ours;
};
constexpr std::array<System, 12> systems{{{"SNOMED", "SCT"}, {"LOINC", "LOINC"}, {"RxNorm", "RXNORM"}, {"ICD10CM", "ICD10"}, {"ICD10", "ICD10"}, {"ATC", "ATC"},
                                          {"CVX", "CVX"}, {"CPT4", "CPT"}, {"ICD9CM", "ICD9"}, {"NDC", "NDC"}, {"HCPCS", "HCPCS"}, {"HGNC", "HGNC"}}};

std::string_view system_of(std::string_view vocabulary) {
  for (const System& s : systems)
    if (s.athena == vocabulary) return s.ours;
  return {};
}

/// Visits, units, races, devices and the like are no concepts of criteria.
std::optional<ConceptKind> kind_of(std::string_view domain, std::string_view vocabulary) {
  if (domain == "Condition") return ConceptKind::condition;
  if (domain == "Procedure") return ConceptKind::procedure;
  if (domain == "Measurement") return ConceptKind::measurement;
  if (domain == "Observation") return ConceptKind::finding;
  if (domain != "Drug") return std::nullopt;
  return vocabulary == "ATC" ? ConceptKind::drug_class : vocabulary == "CVX" ? ConceptKind::vaccine : ConceptKind::drug;
}

/// Kinds that may be the same thing: what Athena files under "Drug" is a drug, a class or a vaccine here.
int family(ConceptKind kind) {
  switch (kind) {
    case ConceptKind::drug: case ConceptKind::drug_class: case ConceptKind::vaccine: case ConceptKind::substance: return 1;
    case ConceptKind::procedure: case ConceptKind::therapy: return 2;
    case ConceptKind::measurement: case ConceptKind::vital: case ConceptKind::test: case ConceptKind::score: case ConceptKind::stage: case ConceptKind::biomarker: return 3;
    case ConceptKind::condition: case ConceptKind::finding: case ConceptKind::reproductive: case ConceptKind::life_stage: case ConceptKind::social:
    case ConceptKind::encounter: case ConceptKind::organism: return 4;
  }
  return 0;
}

/// "Asthma (disorder)" → "Asthma".
std::string_view untagged(std::string_view name) {
  name = trim(name);
  if (!name.ends_with(')')) return name;
  const std::size_t open = name.rfind(" (");
  if (open == std::string_view::npos || open == 0) return name;
  static constexpr std::array<std::string_view, 16> tags{"disorder", "finding", "procedure", "regime/therapy", "substance", "product", "medicinal product", "observable entity", "situation", "morphologic abnormality", "event", "qualifier value", "organism", "context-dependent category", "body structure", "clinical drug"};
  const std::string_view tag = name.substr(open + 2, name.size() - open - 3);
  return std::find(tags.begin(), tags.end(), tag) == tags.end() ? name : name.substr(0, open);
}

/// The nouns that head a phrase ("disease", "therapy") are no name of anything by themselves.
bool heads_phrases(std::string_view word) {
  static const boost::unordered_flat_set<std::string> heads = [] {
    boost::unordered_flat_set<std::string> words;
    for_each_row(builtin_table("heads"), [&](const auto& cells) { words.insert(normalise_word(cells.at(0))); });
    return words;
  }();
  return heads.contains(normalise_word(word));
}

/// Does a name serve in texts? Long ones ("… 500 MG Oral Tablet") never stand there, and words of the language are taken.
bool serves(const std::vector<std::string_view>& words, ConceptKind kind) {
  constexpr std::size_t longest = 10;
  if (words.empty() || words.size() > longest) return false;
  if (words.size() > 1) return true;
  const std::string_view word = words.front();
  const bool digits = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  return word.size() > 3 && !digits && kind != ConceptKind::finding && !Cues::builtin().common(word) && !heads_phrases(word);
}

// ---- the folder

class Athena {
 public:
  Athena(VocabularyLoader& loader, std::string folder, const VocabularyBuilder::Files& files)
      : loader_(loader), builtin_(*Vocabulary::builtin()), folder_(std::move(folder)), files_(files) {}

  void read() {
    if (!concepts()) throw VocabularyError(folder_ + ": no CONCEPT.csv, so it is no Athena folder");
    relationships();
    synonyms();
    ancestors();
  }

 private:
  static constexpr ConceptIndex none = std::numeric_limits<ConceptIndex>::max();

  struct Source {  // a concept that is not standard: its code counts for what it maps to
    std::string_view system;
    std::string code;
  };

  bool each(std::string_view file, std::vector<std::string_view> columns, const std::function<void(const Rows&, const std::vector<std::string_view>&)>& row) {
    const Rows* reading = nullptr;
    Rows rows(folder_ + "/" + std::string(file), std::move(columns), [&](const std::vector<std::string_view>& cells) { row(*reading, cells); });
    reading = &rows;
    loader_.digest.take(std::string_view("\0", 1));
    loader_.digest.take(file);
    loader_.digest.take(std::string_view("\0", 1));
    const bool there = files_(file, [&](std::string_view piece) {
      loader_.digest.take(piece);
      rows.take(piece);
    });
    if (there) rows.finish();
    return there;
  }

  bool concepts() {
    return each("CONCEPT.csv", {"concept_id", "concept_name", "domain_id", "vocabulary_id", "standard_concept", "concept_code", "invalid_reason"},
                [&](const Rows& rows, const auto& cells) {
                  const std::uint32_t id = rows.id(cells[0]);
                  const std::string_view system = system_of(cells[3]);
                  const auto kind = kind_of(cells[2], cells[3]);
                  const bool standard = (cells[4] == "S" || cells[4] == "C") && trim(cells[6]).empty();
                  if (!standard) {
                    if (!system.empty()) sources_.emplace(id, Source{system, std::string(cells[5])});
                  } else if (kind) {
                    standard_.emplace(id, place(id, *kind, cells[1], system, cells[5]));
                  }
                });
  }

  // The built-in concept of this name, or a new one; below the built-in ones that carry its code.
  ConceptIndex place(std::uint32_t id, ConceptKind kind, std::string_view full_name, std::string_view system, std::string_view code) {
    const std::string_view name = untagged(full_name);
    const auto words = words_of(name);
    const auto taken = taken_by(words);
    std::vector<ConceptIndex> alike;
    std::copy_if(taken.begin(), taken.end(), std::back_inserter(alike), [&](ConceptIndex c) { return family(builtin_.at(c).kind) == family(kind); });
    if (alike.size() == 1) {
      if (!system.empty()) add_code(alike.front(), system, code);
      return alike.front();
    }
    Concept c;
    c.id = system.empty() ? "omop-" + std::to_string(id) : lower(system) + "-" + lower(code);
    c.kind = kind;
    c.name = name;
    if (!system.empty()) c.codes.push_back({std::string(system), std::string(code), false});
    const ConceptIndex before = loader_.size();
    const ConceptIndex index = loader_.add(std::move(c), {}, "");
    if (index != before) return index;  // another folder has brought it already
    if (!taken.empty() || !serves(words, kind)) loader_.hide_name(index);
    if (!system.empty())
      for (const ConceptIndex broader : builtin_.coded(system, code))
        if (family(builtin_.at(broader).kind) == family(kind)) loader_.add_parent(index, broader);
    return index;
  }

  void relationships() {
    each("CONCEPT_RELATIONSHIP.csv", {"concept_id_1", "concept_id_2", "relationship_id", "invalid_reason"}, [&](const Rows& rows, const auto& cells) {
      if (cells[2] != "Maps to" || !trim(cells[3]).empty()) return;
      const auto from = sources_.find(rows.id(cells[0]));
      if (from == sources_.end()) return;
      if (const ConceptIndex to = standard(rows.id(cells[1])); to != none) add_code(to, from->second.system, from->second.code);
    });
    sources_ = {};
  }

  void synonyms() {
    each("CONCEPT_SYNONYM.csv", {"concept_id", "concept_synonym_name", "language_concept_id"}, [&](const Rows& rows, const auto& cells) {
      if (rows.id(cells[2]) != english) return;
      const ConceptIndex c = standard(rows.id(cells[0]));
      if (c == none) return;
      const std::string_view name = untagged(cells[1]);
      Concept& one = loader_.at(c);
      const auto words = words_of(name);
      if (name == one.name || name.find('|') != std::string_view::npos || !serves(words, one.kind) || !taken_by(words).empty()) return;
      if (std::find(one.synonyms.begin(), one.synonyms.end(), name) == one.synonyms.end()) one.synonyms.emplace_back(name);
    });
  }

  void ancestors() {
    each("CONCEPT_ANCESTOR.csv", {"ancestor_concept_id", "descendant_concept_id", "min_levels_of_separation"}, [&](const Rows& rows, const auto& cells) {
      if (cells[2] != "1") return;
      const ConceptIndex above = standard(rows.id(cells[0])), below = standard(rows.id(cells[1]));
      if (above != none && below != none && above != below) loader_.add_parent(below, above);
    });
  }

  [[nodiscard]] ConceptIndex standard(std::uint32_t id) const {
    const auto it = standard_.find(id);
    return it == standard_.end() ? none : it->second;
  }

  void add_code(ConceptIndex to, std::string_view system, std::string_view code) {
    auto& codes = loader_.at(to).codes;
    if (std::none_of(codes.begin(), codes.end(), [&](const ConceptCode& c) { return c.system == system && c.code == code && !c.prefix; }))
      codes.push_back({std::string(system), std::string(code), false});
  }

  // The built-in concepts that have exactly this name.
  [[nodiscard]] std::vector<ConceptIndex> taken_by(const std::vector<std::string_view>& words) const {
    std::vector<std::string> normal;
    for (const auto word : words) normal.push_back(normalise_word(word));
    auto match = builtin_.longest(normal, words);
    return match.length == words.size() ? std::move(match.concepts) : std::vector<ConceptIndex>{};
  }

  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
  }

  VocabularyLoader& loader_;
  const Vocabulary& builtin_;
  std::string folder_;
  const VocabularyBuilder::Files& files_;
  boost::unordered_flat_map<std::uint32_t, ConceptIndex> standard_;
  boost::unordered_flat_map<std::uint32_t, Source> sources_;
};

}  // namespace

void VocabularyLoader::add_athena(const std::string& folder, const VocabularyBuilder::Files& files) {
  digest.take(std::string_view("\0athena\0", 8));
  Athena(*this, folder, files).read();
}

}  // namespace elig
