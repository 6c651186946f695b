// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/binding.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <span>
#include <string_view>

#include "engine/compare.hpp"

namespace elig::engine {
namespace {

template <typename T>
void sort_unique(std::vector<T>& v) {
  std::sort(v.begin(), v.end());
  v.erase(std::unique(v.begin(), v.end()), v.end());
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// A word as written, and whether a mark that ends a clause follows it.
struct Piece {
  std::string_view cased;
  std::string low;
  bool clause_end = false;
};

bool in_word(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || u >= 0x80 || c == '\'';
}

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> out;
  std::size_t i = 0;
  while (i < text.size()) {
    if (!in_word(text[i])) {
      if (!out.empty() && (text[i] == ',' || text[i] == ';' || text[i] == ')' || text[i] == '(')) out.back().clause_end = true;
      ++i;
      continue;
    }
    std::size_t j = i;
    while (j < text.size() && in_word(text[j])) ++j;
    // "SLEDAI-2K" is cut as the vocabulary's names are: a number and its capital are two words
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (j - i > 1 && text[j - 1] >= 'A' && text[j - 1] <= 'Z' && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.begin() + static_cast<std::ptrdiff_t>(j - 1), digit)) --j;
    const std::string_view word = text.substr(i, j - i);
    out.push_back({word, lower(word), false});
    i = j;
  }
  return out;
}

bool any_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The words of a text in runs that assert something, with what was said about them.
struct Reading {
  struct Run {
    std::vector<std::string> words;       ///< normalised, function words included, as the vocabulary's names are held
    std::vector<std::string_view> cased;
    [[nodiscard]] std::vector<std::string> content() const {
      std::string text;
      for (const auto word : cased) text.append(word).push_back(' ');
      return content_words(text);
    }
  };
  std::vector<Run> runs;
  bool historical = false, remission = false, doubtful = false;
};

/// Leaves out what the text denies or only fears. `asserting` is false for entries (procedures, observations) whose names
/// rightly hold such words ("screening for", "exposure").
Reading read(std::string_view text, bool asserting) {
  Reading reading;
  const auto pieces = pieces_of(text);
  reading.runs.emplace_back();
  bool dropping = false;  // to the end of the clause
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string& w = pieces[i].low;
    const std::string_view next = i + 1 < pieces.size() ? std::string_view(pieces[i + 1].low) : std::string_view{};
    if (asserting) {
      if ((w == "family" && next == "history") || w == "screening" || any_of(w, {"vaccination", "immunization", "vaccine", "prophylaxis"})) {
        reading.runs.clear();
        reading.runs.emplace_back();
        return reading;
      }
      if (any_of(w, {"without", "no", "not", "denies", "absence", "excluding", "except", "negative"}) ||
          (w == "risk" && any_of(next, {"of", "for"})) || (w == "at" && next == "risk") ||
          (any_of(w, {"exposure", "allergy", "fear", "contact"}) && any_of(next, {"to", "of", "with"}))) {
        dropping = true;
        reading.runs.emplace_back();
        if (pieces[i].clause_end) dropping = false;
        continue;
      }
      if (any_of(w, {"suspected", "possible", "probable", "questionable", "presumed"}) || (w == "rule" && next == "out")) reading.doubtful = true;
      if ((w == "history" && next == "of") || w == "old" || (w == "status" && next == "post") || w == "previous" || w == "h/o") {
        reading.historical = true;
      }
      if ((w == "in" && any_of(next, {"remission", "full", "complete", "sustained"})) || w == "resolved") reading.remission = true;
    }
    if (!dropping) {
      reading.runs.back().words.push_back(normalise_word(pieces[i].cased));
      reading.runs.back().cased.push_back(pieces[i].cased);
    } else if (w == "with" || w == "but") {
      dropping = false;
    }
    if (pieces[i].clause_end) dropping = false;
  }
  return reading;
}

bool fits(FactKind fact, ConceptKind kind) {
  using K = ConceptKind;
  const auto one_of = [kind](std::initializer_list<K> list) { return std::find(list.begin(), list.end(), kind) != list.end(); };
  switch (fact) {
    case FactKind::observation:
      return one_of({K::measurement, K::vital, K::score, K::stage, K::biomarker, K::test, K::finding, K::social, K::reproductive,
                     K::life_stage, K::organism, K::condition});
    case FactKind::condition:
    case FactKind::family_history:
      return one_of({K::condition, K::finding, K::reproductive, K::social, K::life_stage, K::organism, K::biomarker});
    case FactKind::medication:
      return one_of({K::drug, K::drug_class, K::substance, K::vaccine, K::therapy});
    case FactKind::immunization:
      return one_of({K::vaccine, K::drug, K::drug_class});
    case FactKind::procedure:
      return one_of({K::procedure, K::therapy, K::test, K::drug, K::drug_class, K::reproductive});
    case FactKind::allergy:
      return one_of({K::drug, K::drug_class, K::substance, K::vaccine, K::condition});
    case FactKind::encounter:
      return one_of({K::encounter, K::procedure, K::therapy});
  }
  return false;
}

/// The part of an observation's name that says what was measured: "Hemoglobin" of "Hemoglobin [Mass/volume] in Blood".
std::string_view analyte_part(std::string_view text) {
  const std::size_t bracket = text.find(" [");
  if (bracket != std::string_view::npos && bracket > 0) text = text.substr(0, bracket);
  for (std::string_view cut : {"/1.73 sq", " in Serum", " in Blood", " in Plasma", " in serum", " in blood", " in plasma", " by ", " --", " per RECIST", " per iRECIST", " according to "}) {
    const std::size_t at = text.find(cut);
    if (at != std::string_view::npos && at > 0) text = text.substr(0, at);
  }
  return text;
}

void name_observation(std::string_view text, const Vocabulary& vocabulary, std::vector<ConceptIndex>& named,
                      std::vector<ConceptIndex>& mentioned) {
  for (ConceptIndex c : vocabulary.named(text)) {
    if (fits(FactKind::observation, vocabulary.at(c).kind)) named.push_back(c);
  }
  if (!named.empty()) return;
  const Reading reading = read(analyte_part(text), false);
  for (const auto& run : reading.runs) {
    bool leftover = false;
    std::vector<std::vector<ConceptIndex>> found;
    for (std::size_t i = 0; i < run.words.size();) {
      const auto match = vocabulary.longest(std::span(run.words).subspan(i), std::span(run.cased).subspan(i));
      const std::string_view following = i + 1 < run.words.size() ? std::string_view(run.words[i + 1]) : std::string_view{};
      // "17-item" says of a scale how long it is, "of right eye" of a pressure where it was taken
      const bool length = run.words[i] == "item" || following == "item";
      const bool side = (any_of(run.words[i], {"right", "left", "both"}) && following == "eye") || (run.words[i] == "eye" && i > 0 && any_of(run.words[i - 1], {"right", "left", "both"}));
      if (match.length == 0 && (length || side)) {
        ++i;
      } else if (match.length == 0) {
        leftover = leftover || !(how_measured(run.words[i]) || content_words(run.cased[i]).empty());
        ++i;
      } else {
        found.push_back(match.concepts);
        i += match.length;
      }
    }
    std::vector<ConceptIndex> all;
    for (const auto& concepts : found) {
      for (ConceptIndex c : concepts) {
        if (fits(FactKind::observation, vocabulary.at(c).kind)) all.push_back(c);
      }
    }
    // "QTc interval, Fridericia (QTcF)" says one thing twice, the second time more narrowly.
    const auto narrow = narrowest(all, vocabulary);
    const bool whole = !leftover && (found.size() == 1 || narrow.size() == 1);
    auto& into = whole ? named : mentioned;
    into.insert(into.end(), whole ? narrow.begin() : all.begin(), whole ? narrow.end() : all.end());
  }
}

/// Diseases and germs named anywhere in a test's name, inside longer names too ("hepatitis B virus" of its surface antigen).
void mention_diseases(const Reading& reading, const Vocabulary& vocabulary, std::vector<ConceptIndex>& mentioned) {
  constexpr std::size_t longest_name = 6;
  for (const auto& run : reading.runs) {
    for (std::size_t i = 0; i < run.words.size(); ++i) {
      bool found = false;
      for (std::size_t n = std::min(longest_name, run.words.size() - i); n > 0 && !found; --n) {
        const auto match = vocabulary.longest(std::span(run.words).subspan(i, n), std::span(run.cased).subspan(i, n));
        for (ConceptIndex c : match.concepts) {
          const ConceptKind kind = vocabulary.at(c).kind;
          if (kind == ConceptKind::condition || kind == ConceptKind::organism) mentioned.push_back(c), found = true;
        }
      }
    }
  }
}

/// How much of a code the concept carries: all of it, or the longest of its prefixes.
std::size_t carried(const Concept& entry, std::string_view system, std::string_view code) {
  std::size_t most = 0;
  for (const ConceptCode& own : entry.codes) {
    if (own.system != system) continue;
    if (own.code == code) most = std::max(most, code.size() + 1);
    else if (own.prefix && code.starts_with(own.code)) most = std::max(most, own.code.size());
  }
  return most;
}

/// "History of corneal transplant", "corneal transplant present", "status post radiotherapy": a problem list's way to tell what was done.
/// Only where the words say nothing else: a complication of it is something else.
std::vector<ConceptIndex> done_before(const Reading::Run& run, const Vocabulary& vocabulary) {
  std::vector<std::string> words = run.content();
  const std::size_t all = words.size();
  std::erase_if(words, [](const std::string& w) { return any_of(w, {"history", "personal", "status", "post", "presence", "present", "previous", "prior", "recipient", "h/o", "s/p"}); });
  if (words.empty() || words.size() == all) return {};
  std::vector<ConceptIndex> named = vocabulary.named(std::span<const std::string>(words));
  std::erase_if(named, [&](ConceptIndex c) { return vocabulary.at(c).kind != ConceptKind::procedure && vocabulary.at(c).kind != ConceptKind::therapy; });
  return named;
}

/// `taken`: words that are part of a name of several words, which says what they are about.
void name_entry(const Reading& reading, FactKind kind, const Vocabulary& vocabulary, const NameIndex& names,
                std::vector<ConceptIndex>& named, std::vector<std::string>& taken) {
  const auto spread = vocabulary.find("metastatic-cancer");
  for (const auto& run : reading.runs) {
    std::vector<std::string> sites;  // words of a "secondary malignant neoplasm of liver", which is no malignant neoplasm of the liver
    for (std::size_t i = 0; i < run.words.size();) {
      // "non-ST elevation infarction" is no ST elevation infarction
      if (i > 0 && run.words[i - 1] == "non") {
        ++i;
        continue;
      }
      const auto match = vocabulary.longest(std::span(run.words).subspan(i), std::span(run.cased).subspan(i));
      bool used = false;
      for (ConceptIndex c : match.concepts) {
        if (match.length == 0 || !fits(kind, vocabulary.at(c).kind)) continue;
        named.push_back(c);
        used = true;
        if (spread && c != *spread && vocabulary.is_a(c, *spread)) sites.insert(sites.end(), run.words.begin() + static_cast<std::ptrdiff_t>(i), run.words.begin() + static_cast<std::ptrdiff_t>(i + match.length));
      }
      if (used && match.length > 1 && kind == FactKind::condition) {
        std::string name;
        for (std::size_t w = i; w < i + match.length; ++w) name.append(run.cased[w]).push_back(' ');
        for (auto& word : content_words(name)) taken.push_back(std::move(word));
      }
      i += used ? match.length : 1;
    }
    std::vector<std::string> sorted = run.content();
    for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
      if (sorted[i] == "non") sorted.erase(sorted.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
    sort_unique(sorted);
    if (!sites.empty()) sites.emplace_back("cancer");  // what content words make of "malignant neoplasm"
    std::erase_if(sorted, [&](const std::string& word) { return std::find(sites.begin(), sites.end(), word) != sites.end(); });
    if (kind == FactKind::condition)
      for (ConceptIndex c : done_before(run, vocabulary)) named.push_back(c);
    for (ConceptIndex c : names.within(sorted)) {
      if (fits(kind, vocabulary.at(c).kind)) named.push_back(c);
    }
  }
}

std::uint8_t topics_of(const Binding& binding, FactKind kind) {
  const auto says = [](const std::vector<std::string>& words, std::initializer_list<std::string_view> list) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return any_of(word, list); });
  };
  const auto add = [](std::uint8_t& topics, Topic topic) { topics = static_cast<std::uint8_t>(topics | static_cast<unsigned>(topic)); };
  std::uint8_t topics = 0;
  const std::initializer_list<std::string_view> sterility{"hysterectomy", "postmenopausal", "menopause",    "sterilized",    "menopausal", "tubal",
                                                          "tube",         "fallopian",      "oophorectomy", "salpingectomy", "salpingo"};
  if (says(binding.words, {"pregnancy", "hcg", "choriogonadotropin", "pregnant", "gestation", "gravid"})) add(topics, Topic::pregnancy);
  if (says(binding.words, sterility) || says(binding.label, sterility)) add(topics, Topic::sterility);
  if (says(binding.words, {"breastfeeding", "lactation", "lactating", "breastfeed", "breastfed", "nursing"}) ||
      (says(binding.words, {"breast"}) && says(binding.words, {"feeding", "fed", "feed"}))) {
    add(topics, Topic::nursing);
  }
  if (says(binding.words, {"smoking", "tobacco", "smoker", "cigarette", "nicotine"})) add(topics, Topic::smoking);
  if (kind == FactKind::allergy || says(binding.words, {"allergy", "allergic", "hypersensitivity", "intolerance", "intolerant", "anaphylaxis", "anaphylactic"})) add(topics, Topic::allergy);
  return topics;
}

}  // namespace

bool how_measured(std::string_view word) {
  return any_of(word, {"serum",     "plasma",     "blood",  "level",   "concentration", "count",   "measurement", "value",  "score",
                       "result",    "test",       "status", "total",   "estimated",     "estimate", "calculated", "measured", "automated",
                       "manual",    "arterial",  "whole",      "volume", "mass",    "enzymatic",     "activity", "latest",     "current", "assessment",
                       "fridericia", "bazett", "ckd", "epi", "mdrd", "cockcroft", "gault", "interval",
                       "clone", "22c3", "28-8", "sp142", "sp263", "screening", "assessed",   "final",  "finding", "scale",         "class",   "grade",       "rate",    "reported"});
}

NameIndex::NameIndex(const Vocabulary& vocabulary) {
  const auto concepts = vocabulary.concepts();
  for (std::size_t i = 0; i < concepts.size(); ++i) {
    const auto add = [&](std::string_view name) {
      if (!name.empty() && name.front() == '=') return;  // exact case: an abbreviation, not words
      std::vector<std::string> words = content_words(name);
      sort_unique(words);
      if (words.size() < 2) return;
      by_first_[words.front()].push_back({words, static_cast<ConceptIndex>(i)});
    };
    add(concepts[i].name);
    for (const auto& synonym : concepts[i].synonyms) add(synonym);
  }
}

std::vector<ConceptIndex> NameIndex::within(const std::vector<std::string>& words) const {
  std::vector<ConceptIndex> out;
  for (const auto& word : words) {
    const auto it = by_first_.find(word);
    if (it == by_first_.end()) continue;
    for (const Name& name : it->second) {
      // A carcinoma in situ of the breast is no "breast carcinoma".
      const auto in_situ = [](const std::vector<std::string>& w) { return std::binary_search(w.begin(), w.end(), "situ"); };
      if (in_situ(words) && !in_situ(name.words)) continue;
      if (std::includes(words.begin(), words.end(), name.words.begin(), name.words.end())) out.push_back(name.concept_index);
    }
  }
  sort_unique(out);
  return out;
}

std::vector<ConceptIndex> narrowest(std::vector<ConceptIndex> concepts, const Vocabulary& vocabulary) {
  sort_unique(concepts);
  std::vector<ConceptIndex> out;
  for (ConceptIndex c : concepts) {
    const bool narrower = std::any_of(concepts.begin(), concepts.end(),
                                      [&](ConceptIndex other) { return other != c && vocabulary.is_a(other, c) && !vocabulary.is_a(c, other); });
    if (!narrower) out.push_back(c);
  }
  return out;
}

std::vector<ConceptIndex> with_broader(const std::vector<ConceptIndex>& concepts, const Vocabulary& vocabulary) {
  std::vector<ConceptIndex> out = concepts;
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (ConceptIndex parent : vocabulary.at(out[i]).parents) {
      if (std::find(out.begin(), out.end(), parent) == out.end()) out.push_back(parent);
    }
  }
  sort_unique(out);
  return out;
}

Binding bind(const CodedText& text, FactKind kind, const Vocabulary& vocabulary, const NameIndex& names, const Words& words) {
  Binding binding;
  // Of one code, the concepts that carry most of it say what it is; those that carry a shorter prefix (all of "I2*") only
  // cover it.
  std::vector<ConceptIndex> concepts, wider;
  for (const Coding& coding : text.codings) {
    const std::string_view system = system_short_name(coding.system);
    const auto found = vocabulary.coded(system, coding.code);
    std::vector<std::size_t> lengths;
    for (ConceptIndex c : found) lengths.push_back(carried(vocabulary.at(c), system, coding.code));
    const std::size_t most = lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end());
    for (std::size_t i = 0; i < found.size(); ++i) (lengths[i] == most ? concepts : wider).push_back(found[i]);
  }
  // Displays say the same as the text; each distinct one is read.
  std::vector<std::string_view> displays;
  if (!text.text.empty()) displays.push_back(text.text);
  for (const Coding& coding : text.codings) {
    if (!coding.display.empty() && std::find(displays.begin(), displays.end(), coding.display) == displays.end()) displays.push_back(coding.display);
  }
  const bool observation = kind == FactKind::observation;
  const bool coded = !concepts.empty();
  for (std::string_view display : displays) {
    const Reading reading = read(display, kind == FactKind::condition || kind == FactKind::family_history);
    binding.historical = binding.historical || reading.historical;
    binding.remission = binding.remission || reading.remission;
    binding.doubtful = binding.doubtful || reading.doubtful;
    for (const auto& run : reading.runs) {
      for (auto& word : run.content()) binding.words.push_back(std::move(word));
    }
    if (observation) {
      // A code says exactly what was measured: beside one, words only tell which disease or germ a test is about.
      if (!coded) name_observation(display, vocabulary, concepts, binding.mentions);
      mention_diseases(reading, vocabulary, binding.mentions);
    } else {
      // An entry is often coded more broadly than it is worded ("Metastatic breast cancer", C50.919): both count.
      name_entry(reading, kind, vocabulary, names, concepts, binding.taken);
    }
  }
  if (observation) {
    // "HBsAg" says no disease's name, the test's own name does.
    for (ConceptIndex c : concepts) {
      if (vocabulary.at(c).kind == ConceptKind::test || vocabulary.at(c).kind == ConceptKind::measurement) {
        mention_diseases(read(vocabulary.at(c).name, false), vocabulary, binding.mentions);
      }
    }
  }
  sort_unique(binding.words);
  sort_unique(binding.taken);
  if (kind == FactKind::medication && std::any_of(concepts.begin(), concepts.end(), [&](ConceptIndex c) { return vocabulary.at(c).kind == ConceptKind::drug; })) {
    // "Latanoprost ophthalmic solution" is that drug, not any drug of the class that its form names.
    const auto classes = std::stable_partition(concepts.begin(), concepts.end(), [&](ConceptIndex c) { return vocabulary.at(c).kind != ConceptKind::drug_class; });
    wider.insert(wider.end(), classes, concepts.end());
    concepts.erase(classes, concepts.end());
  }
  binding.specific = narrowest(std::move(concepts), vocabulary);
  // nor is it one by its words
  const auto spread = vocabulary.find("metastatic-cancer");
  const bool only_spread = spread && !binding.specific.empty() &&
                           std::all_of(binding.specific.begin(), binding.specific.end(), [&](ConceptIndex c) { return c != *spread && vocabulary.is_a(c, *spread); });
  if (only_spread) std::erase(binding.words, "cancer");
  wider.insert(wider.end(), binding.specific.begin(), binding.specific.end());
  sort_unique(wider);
  binding.covers = with_broader(wider, vocabulary);
  for (ConceptIndex c : binding.covers) {
    std::string_view others = vocabulary.at(c).attribute("not");
    while (!others.empty()) {
      const std::size_t bar = std::min(others.find('|'), others.size());
      if (const auto other = vocabulary.find(others.substr(0, bar))) binding.apart.push_back(*other);
      others.remove_prefix(std::min(bar + 1, others.size()));
    }
  }
  sort_unique(binding.apart);
  binding.mentions = with_broader(narrowest(std::move(binding.mentions), vocabulary), vocabulary);

  binding.label = content_words(text.label());
  for (ConceptIndex c : binding.specific) binding.names.push_back(content_words(vocabulary.at(c).name));
  for (const auto& word : binding.words) {
    if (const auto number = words.find(word)) binding.known.push_back(*number);
  }
  sort_unique(binding.known);
  binding.topics = topics_of(binding, kind);
  binding.course = course_of(binding.words);
  binding.result = result_of(text);
  for (ConceptIndex c : binding.specific) {
    const AnalyteUnits a = vocabulary.analyte(c);
    if (!(a.molar_mass > 0 || a.hba1c || a.international_unit_ug > 0 || a.valence > 0)) continue;
    binding.analyte = a;
    break;
  }
  return binding;
}

const Binding& Bindings::of(const CodedText& text, FactKind kind) {
  const auto there = seen_.find({&text, kind});
  if (there != seen_.end() && there->second.text == text) return *there->second.binding;
  std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
  const auto add = [&key](std::string_view part) {
    key.append(part);
    key.push_back('\x1f');
  };
  add(text.text);
  for (const Coding& coding : text.codings) add(coding.system), add(coding.code), add(coding.display);
  auto it = cache_.find(key);
  if (it == cache_.end()) {
    it = cache_.emplace(std::move(key), bind(text, kind, *vocabulary_, *names_, *words_)).first;
    it->second.number = static_cast<std::uint32_t>(cache_.size() - 1);
  }
  constexpr std::size_t most = 1U << 18;  // places; texts of records that are gone do not come back
  if (seen_.size() >= most) seen_.clear();
  seen_.insert_or_assign(At{&text, kind}, Seen{text, &it->second});
  return it->second;
}

std::string_view Bindings::unit_of(const std::string& recorded) {
  const auto [it, fresh] = units_.try_emplace(recorded);
  if (fresh) it->second = engine::unit_of(recorded);
  return it->second;
}

const std::vector<ConceptIndex>& Bindings::measured(std::string_view loinc) {
  auto it = by_loinc_.find(loinc);
  if (it == by_loinc_.end()) it = by_loinc_.emplace(loinc, vocabulary_->coded("LOINC", loinc)).first;
  return it->second;
}

}  // namespace elig::engine
