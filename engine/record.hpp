// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/binding.hpp"
#include "engine/footprint.hpp"
#include "engine/question.hpp"
#include "engine/selection.hpp"
#include "engine/topic.hpp"
#include "patients/fact.hpp"

namespace elig::engine {

/// How an entry meets what is asked for.
enum class Match : std::uint8_t {
  full,     ///< it is the thing, or a narrower one
  broader,  ///< it may or may not be the thing: it names something broader, or shares words with a phrase outside the vocabulary
  mention   ///< an observation that is about the thing among others
};

struct Found {
  std::uint32_t entry = 0;  ///< index into Record::entries
  Match match = Match::full;
};
using Finds = boost::container::small_vector<Found, 16>;
using Entries = boost::container::small_vector<std::uint32_t, 16>;

/// How an entry meets what a question names; nothing when it does not. Words count where the record is not `bound`: it holds
/// nothing that is the question's concept.
[[nodiscard]] std::optional<Match> match_of(const Binding& entry, const Question& question, bool bound);
/// "Hemoglobin" is no part of "hemoglobin A1c": whether an entry must name what the question is about whole, as where a number
/// is asked for.
[[nodiscard]] bool named_whole(const Question& question);

/// A patient's facts as known on the as-of date, found by concept and by word. For one thread; refers to the patient and to
/// the bindings, which must outlive it. One record may be read for patient after patient and keeps its memory.
class Record {
 public:
  struct Entry {
    const Fact* fact = nullptr;
    const Binding* code = nullptr;
    const Binding* value = nullptr;  ///< of a coded value, null without one
    std::string_view unit;           ///< UCUM code of the value's unit, "" when the table does not know it
  };

  explicit Record(Bindings& bindings) : bindings_(&bindings) {}
  Record(const Patient& patient, Day as_of, Bindings& bindings) : Record(bindings) { read(patient, as_of); }

  /// From now on this patient's.
  void read(const Patient& patient, Day as_of);

  [[nodiscard]] const Patient& patient() const noexcept { return *patient_; }
  [[nodiscard]] Day as_of() const noexcept { return as_of_; }
  [[nodiscard]] const Entry& at(std::uint32_t i) const { return entries_[i]; }
  [[nodiscard]] Bindings& bindings() const noexcept { return *bindings_; }

  /// All entries, for what nothing narrower finds.
  [[nodiscard]] const std::vector<Entry>& entries() const {
    if (looked_ != nullptr) looked_->everything = true;
    return entries_;
  }

  /// Whether any entry is the concept or a narrower one: then no words count, and questions that name the concept in other words
  /// find the same. Not written down in `log`.
  [[nodiscard]] bool bound(ConceptIndex concept_index) const { return covers_.has(concept_index); }

  /// Entries of these kinds that are, or may be, what the question names; in the order of the record.
  [[nodiscard]] Finds find(const Question& question, Kinds kinds) const;

  /// Entries that are the concept or a narrower one; in the order of the record.
  [[nodiscard]] Entries of(ConceptIndex concept_index, Kinds kinds) const;

  /// Observations whose coded result is the concept or a narrower one ("Smokes tobacco daily").
  [[nodiscard]] Entries with_value(ConceptIndex concept_index) const;

  /// Entries whose words have to do with the topic; in the order of the record.
  [[nodiscard]] Entries about(Topic topic, Kinds kinds) const;

  /// Everything the entry says of itself beside its code, as content words: severity, stage, site, method, route, result.
  [[nodiscard]] const std::vector<std::string>& said(const Entry& entry) const;

  /// What questions about the same numbers share.
  [[nodiscard]] Selections& selections() const noexcept { return selections_; }

  /// Writes down from now on what is looked up (null: no more).
  void log(Footprint* looked) noexcept { looked_ = looked; }
  [[nodiscard]] Footprint* log() const noexcept { return looked_; }

  /// Distinct coded texts of the entries.
  struct Text {
    const Binding* binding = nullptr;
    std::uint32_t first = 0;  ///< entry
  };
  [[nodiscard]] const std::vector<Text>& texts() const noexcept { return texts_; }

 private:
  /// Lists of texts or entries by concept or word, as chains: places by number, newest first.
  class Chains {
   public:
    void clear() {
      ++epoch_;
      links_.clear();
    }
    void add(std::uint32_t key, std::uint32_t value);
    template <typename Each>
    void each(std::uint32_t key, Each&& call) const {
      if (key >= heads_.size() || heads_[key].epoch != epoch_) return;
      for (std::uint32_t link = heads_[key].link; link != none; link = links_[link].next) call(links_[link].value);
    }
    [[nodiscard]] bool has(std::uint32_t key) const { return key < heads_.size() && heads_[key].epoch == epoch_; }

   private:
    static constexpr std::uint32_t none = 0xffffffff;
    struct Head {
      std::uint64_t epoch = 0;
      std::uint32_t link = none;
    };
    struct Link {
      std::uint32_t value, next;
    };
    std::uint64_t epoch_ = 1;
    std::vector<Head> heads_;
    std::vector<Link> links_;
  };
  void words_match(const Question& question, Finds& found) const;
  template <typename Each>
  void each_entry(std::uint32_t text, Each&& call) const;

  Bindings* bindings_;
  const Patient* patient_ = nullptr;
  Day as_of_ = 0;
  mutable Footprint* looked_ = nullptr;
  std::vector<Entry> entries_;
  std::vector<std::uint8_t> topics_;          ///< by entry
  std::vector<std::uint32_t> next_same_;      ///< by entry: the next one of the same text
  std::vector<Text> texts_;
  std::vector<std::uint32_t> last_of_text_;
  Chains text_of_;                            ///< texts by the number of their binding
  Chains covers_, specific_, mentions_, by_word_;  ///< texts
  Chains values_;                             ///< entries
  mutable Selections selections_;
  mutable std::vector<std::vector<std::string>> said_;
  mutable std::vector<char> said_known_;
  struct Known {
    Kinds kinds;
    Finds finds;
  };
  mutable Chains known_of_;                   ///< what was found before, of concepts that the record holds
  mutable std::vector<Known> known_;
  mutable std::size_t known_used_ = 0;
  mutable std::vector<std::uint32_t> shared_;  ///< by text: words in common, within one search
  mutable std::vector<std::uint32_t> meeting_;
};

}  // namespace elig::engine
