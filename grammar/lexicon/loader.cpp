// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/loader.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <array>

#include "grammar/lexicon/names.hpp"
#include "grammar/lexicon/spelling.hpp"
#include "grammar/lexicon/tables.hpp"

namespace elig {
namespace {

constexpr std::array<std::pair<std::string_view, ConceptKind>, 19> kinds{{
    {"measurement", ConceptKind::measurement}, {"vital", ConceptKind::vital},         {"score", ConceptKind::score},
    {"stage", ConceptKind::stage},             {"biomarker", ConceptKind::biomarker}, {"test", ConceptKind::test},
    {"finding", ConceptKind::finding},         {"condition", ConceptKind::condition}, {"drug", ConceptKind::drug},
    {"drug_class", ConceptKind::drug_class},   {"procedure", ConceptKind::procedure}, {"therapy", ConceptKind::therapy},
    {"vaccine", ConceptKind::vaccine},         {"organism", ConceptKind::organism},   {"reproductive", ConceptKind::reproductive},
    {"life_stage", ConceptKind::life_stage},   {"social", ConceptKind::social},       {"encounter", ConceptKind::encounter},
    {"substance", ConceptKind::substance},
}};

bool is_concept_table(std::string_view table) {
  while (table.starts_with('#')) table.remove_prefix(std::min(table.size(), table.find('\n') + 1));
  return table.starts_with("id\tkind\t");
}

std::vector<std::string_view> listed(std::string_view cell, char by) {
  std::vector<std::string_view> parts;
  for (const auto part : split(cell, by))
    if (!trim(part).empty()) parts.push_back(trim(part));
  return parts;
}

struct Row {
  Concept concept_;
  std::vector<std::string> parents;
};

/// One row of a concept table. `wrong` is called with what is wrong with it.
Row row_of(const std::vector<std::string_view>& cells, const std::function<void(const std::string&)>& wrong) {
  const auto cell = [&](std::size_t i) { return i < cells.size() ? trim(cells[i]) : std::string_view{}; };
  Row row;
  Concept& c = row.concept_;
  if (cells.size() < 3) wrong("fewer than three columns (id, kind, name)");
  c.id = cell(0);
  if (c.id.empty()) wrong("no id");
  const auto kind = concept_kind(cell(1));
  if (!kind) wrong("'" + std::string(cell(1)) + "' is no kind of concept");
  c.kind = kind.value_or(ConceptKind::condition);
  c.name = cell(2);
  if (c.name.empty()) wrong("no name");
  for (const auto synonym : listed(cell(3), '|')) c.synonyms.emplace_back(synonym);
  for (const auto written : listed(cell(4), '|')) {
    const auto colon = written.find(':');
    if (colon == std::string_view::npos || colon + 1 == written.size()) {
      wrong("code '" + std::string(written) + "' is not written SYSTEM:code");
      continue;
    }
    ConceptCode code{std::string(trim(written.substr(0, colon))), std::string(trim(written.substr(colon + 1))), false};
    if (system_uri(code.system).empty()) wrong("'" + code.system + "' is no code system elig knows");
    if (code.code.ends_with('*')) {
      code.prefix = true;
      code.code.pop_back();
    }
    c.codes.push_back(std::move(code));
  }
  for (const auto parent : listed(cell(5), '|')) row.parents.emplace_back(parent);
  for (const auto attribute : listed(cell(6), ';')) {
    const auto equals = attribute.find('=');
    if (equals == std::string_view::npos) wrong("attribute '" + std::string(attribute) + "' is not written key=value");
    else c.attributes.emplace_back(trim(attribute.substr(0, equals)), trim(attribute.substr(equals + 1)));
  }
  return row;
}

// The same id in two tables is one concept: a second table adds names, codes and parents to it; what an attribute says stays.
void merge(Concept& into, Concept&& from) {
  if (from.name != into.name) into.synonyms.push_back(std::move(from.name));
  std::move(from.synonyms.begin(), from.synonyms.end(), std::back_inserter(into.synonyms));
  for (ConceptCode& code : from.codes)
    if (std::none_of(into.codes.begin(), into.codes.end(), [&](const ConceptCode& c) { return c.system == code.system && c.code == code.code && c.prefix == code.prefix; }))
      into.codes.push_back(std::move(code));
  for (auto& a : from.attributes)
    if (into.attribute(a.first).empty()) into.attributes.push_back(std::move(a));
}

bool add_link(std::vector<Concept>& concepts, ConceptIndex child, ConceptIndex parent) {
  auto& parents = concepts[child].parents;
  if (child == parent || std::find(parents.begin(), parents.end(), parent) != parents.end()) return false;
  parents.push_back(parent);
  concepts[parent].children.push_back(child);
  return true;
}

}  // namespace

std::optional<ConceptKind> concept_kind(std::string_view word) noexcept {
  for (const auto& [name, kind] : kinds)
    if (name == word) return kind;
  return std::nullopt;
}

struct Digest::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Digest::Digest() : state_(std::make_unique<State>()) { EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr); }
Digest::~Digest() = default;

void Digest::take(std::string_view bytes) { EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()); }

std::string Digest::text() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_DigestFinal_ex(state_->context.get(), digest.data(), &length);
  std::string text = "sha256:";
  for (unsigned i = 0; i < length; ++i) {
    constexpr std::string_view hex = "0123456789abcdef";
    text.push_back(hex[digest[i] >> 4]);
    text.push_back(hex[digest[i] & 15]);
  }
  return text;
}

VocabularyLoader::VocabularyLoader() {
  for (const auto name : builtin_tables()) {
    const std::string_view table = builtin_table(name);
    digest.take(table);
    if (is_concept_table(table)) read_builtin(table);
  }
}

void VocabularyLoader::read_builtin(std::string_view table) {
  for_each_row(table, [&](const std::vector<std::string_view>& cells) {
    Row row = row_of(cells, [&](const std::string& reason) { throw std::logic_error("vocabulary table: " + reason); });
    add_narrower(row.concept_);
    add(std::move(row.concept_), std::move(row.parents), "");
  });
}

void VocabularyLoader::add_table(std::string_view content, const std::string& name) {
  digest.take(std::string_view("\0table\0", 7));
  digest.take(content);
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  std::size_t line = 0;
  bool headed = false;
  while (!content.empty()) {
    const std::size_t end = content.find('\n');
    std::string_view text = content.substr(0, end);
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
    ++line;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty() || text.starts_with('#')) continue;
    const std::string where = name + ", line " + std::to_string(line);
    if (!headed) {
      if (!text.starts_with("id\tkind\tname")) throw VocabularyError(where + ": the first line does not name the columns id, kind, name, … (apart by tabs)");
      headed = true;
      continue;
    }
    Row row = row_of(split(text, '\t'), [&](const std::string& reason) { throw VocabularyError(where + ": " + reason); });
    add_narrower(row.concept_);
    add(std::move(row.concept_), std::move(row.parents), where);
  }
  if (!headed) throw VocabularyError(name + ": no table of concepts: it has no line that names the columns");
}

// ">thoracoscopy>pleuroscopy" among the names of chest surgery: a concept of its own below it
void VocabularyLoader::add_narrower(Concept& c) {
  std::vector<std::string> own;
  for (std::string& name : c.synonyms) {
    if (!name.starts_with('>')) {
      own.push_back(std::move(name));
      continue;
    }
    Concept narrower;
    narrower.kind = c.kind;
    // the other names of the narrower thing follow the first, each behind its own mark
    const auto names = listed(name, '>');
    if (names.empty()) continue;
    narrower.name = names.front();
    narrower.synonyms.assign(names.begin() + 1, names.end());
    narrower.attributes = c.attributes;
    for (const char letter : narrower.name) {
      const bool kept = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
      if (kept) narrower.id += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
      else if (!narrower.id.empty() && narrower.id.back() != '-' && letter != '\'') narrower.id += '-';
    }
    add(std::move(narrower), {c.id}, "");
  }
  c.synonyms = std::move(own);
}

ConceptIndex VocabularyLoader::add(Concept c, std::vector<std::string> parents, const std::string& where) {
  const auto [it, fresh] = vocabulary_->by_id_.try_emplace(c.id, size());
  const ConceptIndex index = it->second;
  if (fresh) {
    vocabulary_->concepts_.push_back(std::move(c));
  } else {
    if (!where.empty() && c.kind != at(index).kind) throw VocabularyError(where + ": '" + c.id + "' is of another kind already");
    merge(at(index), std::move(c));
  }
  if (parents.empty()) return index;
  if (parents_.size() <= index) parents_.resize(index + 1);
  for (std::string& parent : parents) parents_[index].push_back({std::move(parent), where});
  return index;
}

void VocabularyLoader::hide_name(ConceptIndex c) {
  if (hidden_.size() <= c) hidden_.resize(c + 1);
  hidden_[c] = true;
}

std::shared_ptr<const Vocabulary> VocabularyLoader::finish() {
  vocabulary_->digest_ = digest.text();
  link_parents();
  link_names();
  link_ancestors();
  link_measured_by();
  link_told_by();
  return vocabulary_;
}

void VocabularyLoader::link_parents() {
  auto& concepts = vocabulary_->concepts_;
  for (ConceptIndex i = 0; i < parents_.size(); ++i)
    for (const Parent& parent : parents_[i]) {
      const auto it = vocabulary_->by_id_.find(parent.id);
      if (!parent.where.empty()) {
        if (it == vocabulary_->by_id_.end()) throw VocabularyError(parent.where + ": no concept '" + parent.id + "' to be the parent of '" + concepts[i].id + "'");
        add_parent(i, it->second);
      } else if (it != vocabulary_->by_id_.end()) {  // a test reports built-in parents that do not exist
        add_link(concepts, i, it->second);
      }
    }
  parents_ = {};
  break_circles();
}

// The built-in hierarchy has no circles; what is added must not close one ("A is a B" here, "B is an A" there). Strongly connected
// components of the whole (Tarjan, without recursion: hierarchies are deep) keep their built-in links only.
void VocabularyLoader::break_circles() {
  if (added_.empty()) return;
  auto& concepts = vocabulary_->concepts_;
  const std::size_t n = concepts.size();
  std::vector<std::vector<ConceptIndex>> up(n);
  for (ConceptIndex i = 0; i < n; ++i) up[i] = concepts[i].parents;
  for (const auto& [child, parent] : added_)
    if (child != parent) up[child].push_back(parent);

  constexpr std::uint32_t unseen = 0;
  std::vector<std::uint32_t> order(n, unseen), low(n, 0), component(n, 0);
  std::vector<ConceptIndex> open;
  std::vector<std::pair<ConceptIndex, std::size_t>> path;
  std::uint32_t seen = 0, components = 0;
  for (ConceptIndex start = 0; start < n; ++start) {
    if (order[start] != unseen) continue;
    path.emplace_back(start, 0);
    while (!path.empty()) {
      auto& [at, next] = path.back();
      if (next == 0) {
        order[at] = low[at] = ++seen;
        open.push_back(at);
      }
      if (next < up[at].size()) {
        const ConceptIndex parent = up[at][next++];
        if (order[parent] == unseen) path.emplace_back(parent, 0);
        else if (component[parent] == 0) low[at] = std::min(low[at], order[parent]);
        continue;
      }
      const ConceptIndex done = at;
      path.pop_back();
      if (!path.empty()) low[path.back().first] = std::min(low[path.back().first], low[done]);
      if (low[done] != order[done]) continue;
      ++components;
      ConceptIndex member = done;
      do {
        member = open.back();
        open.pop_back();
        component[member] = components;
      } while (member != done);
    }
  }
  for (const auto& [child, parent] : added_)
    if (component[child] != component[parent]) add_link(concepts, child, parent);
  added_ = {};
}

void VocabularyLoader::link_names() {
  auto names = std::make_shared<Vocabulary::Names>();
  auto& concepts = vocabulary_->concepts_;
  std::size_t forms = concepts.size();
  for (const Concept& c : concepts) forms += c.synonyms.size();
  names->expect(forms);
  for (ConceptIndex i = 0; i < concepts.size(); ++i) {
    const auto add = [&](const std::string& form) {
      names->add(form, i);
      // texts write the same parts together ("intraarticular steroid"), and where the name does not stand as a whole they are joined
      if (const std::string joined = with_parts_joined(form); joined != form) names->add(joined, i);
      // "vaccinated against mumps": a mumps vaccine
      constexpr std::string_view vaccine = " vaccine";
      if (concepts[i].kind == ConceptKind::vaccine && form.size() > vaccine.size() && form.ends_with(vaccine))
        names->add("vaccine against " + form.substr(0, form.size() - vaccine.size()), i);
    };
    if (i >= hidden_.size() || !hidden_[i]) add(concepts[i].name);
    for (const auto& synonym : concepts[i].synonyms) add(synonym);
    for (const auto& code : concepts[i].codes) names->add_code(code, i);
  }
  vocabulary_->names_ = std::move(names);
}

// Parents before children: a concept's ancestors are those of its parents, and itself.
void VocabularyLoader::link_ancestors() {
  auto& concepts = vocabulary_->concepts_;
  auto& ancestors = const_cast<Vocabulary::Names&>(*vocabulary_->names_).ancestors;
  ancestors.resize(concepts.size());
  std::vector<std::uint32_t> waiting(concepts.size(), 0);
  std::vector<ConceptIndex> ready;
  for (ConceptIndex i = 0; i < concepts.size(); ++i) {
    waiting[i] = static_cast<std::uint32_t>(concepts[i].parents.size());
    if (waiting[i] == 0) ready.push_back(i);
  }
  std::vector<ConceptIndex> all;
  for (std::size_t k = 0; k < ready.size(); ++k) {
    const ConceptIndex at = ready[k];
    all.assign(1, at);
    for (const ConceptIndex parent : concepts[at].parents) all.insert(all.end(), ancestors[parent].begin(), ancestors[parent].end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    ancestors[at].assign(all.begin(), all.end());
    for (const ConceptIndex child : concepts[at].children)
      if (--waiting[child] == 0) ready.push_back(child);
  }
}

void VocabularyLoader::link_measured_by() {
  for_each_row(builtin_table("measured-by"), [this](const std::vector<std::string_view>& cells) {
    const auto condition = vocabulary_->find(cells.at(0));
    if (!condition || cells.size() < 2) return;
    for (const auto id : split(cells[1], '|'))
      if (const auto m = vocabulary_->find(id)) vocabulary_->measured_by_[*condition].push_back(*m);
  });
}

void VocabularyLoader::link_told_by() {
  for_each_row(builtin_table("told-by"), [this](const std::vector<std::string_view>& cells) {
    const auto condition = vocabulary_->find(cells.at(0)), measurement = vocabulary_->find(cells.at(1));
    if (!condition || !measurement) return;  // a test reports them
    const auto value = [](std::string_view text) {
      double number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return number;
    };
    Vocabulary::TellingValue& told = vocabulary_->told_by_[*condition].emplace_back();
    told.measurement = *measurement;
    told.sex = cells.at(2) == "either" ? std::string_view{} : cells[2];
    told.above = cells.at(3) == "above";
    told.may = value(cells.at(4));
    if (cells.at(5) != "never") told.surely = value(cells[5]);
    told.unit = cells.at(6);
    told.months = static_cast<int>(value(cells.at(7)));
  });
}

VocabularyBuilder::VocabularyBuilder() : loader_(std::make_unique<VocabularyLoader>()) {}
VocabularyBuilder::~VocabularyBuilder() = default;
VocabularyBuilder::VocabularyBuilder(VocabularyBuilder&&) noexcept = default;
VocabularyBuilder& VocabularyBuilder::operator=(VocabularyBuilder&&) noexcept = default;
void VocabularyBuilder::add_table(std::string_view content, const std::string& name) { loader_->add_table(content, name); }
void VocabularyBuilder::add_athena(const std::string& folder, const Files& files) { loader_->add_athena(folder, files); }
std::shared_ptr<const Vocabulary> VocabularyBuilder::build() { return loader_->finish(); }

}  // namespace elig
