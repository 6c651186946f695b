// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "patients/omop/dictionary.hpp"
#include "patients/omop/schema.hpp"
#include "patients/sink.hpp"
#include "patients/tables/reading.hpp"

/// Records in the OMOP Common Data Model: its tables, in whatever files, become patients and their facts.
namespace elig::omop {

class Database {
 public:
  explicit Database(RecordSink& sink) : sink_(sink), dictionary_(sink) {}

  void add(TableKind kind, std::unique_ptr<tables::Table> table) {
    if (kind != TableKind::supporting) tables_[kind].push_back(std::move(table));
  }
  [[nodiscard]] bool has(TableKind kind) const {
    const auto found = tables_.find(kind);
    return found != tables_.end() && !found->second.empty();
  }

  /// Everything into the sink: people first, then their entries, table by table in the order of TableKind and then of `add`.
  void read();

 private:
  using PatientNumber = RecordSink::PatientNumber;
  using Reading = tables::Reading;
  using Column = tables::Column;

  /// What every table of events has.
  struct Event {
    Column person;
    Column id;
    Column standard;      ///< the concept
    Column source;        ///< … of the source's own vocabulary
    Column source_value;  ///< the source's own words
    Column day;
    Column time;  ///< serves where the day is empty
  };

  /// Calls `use` for every table of the kind, and gives each up when it has been used: large ones may be held in memory.
  template <typename Use>
  void each(TableKind kind, const Use& use) {
    for (auto& table : tables_[kind]) {
      table->last_reading();
      use(*table);
      table.reset();
    }
  }

  void read_vocabulary();
  void read_people(tables::Table& table);
  void read_periods(tables::Table& table);
  void read_visits(tables::Table& table);
  void read_conditions(tables::Table& table);
  void read_exposures(tables::Table& table);
  void read_eras(tables::Table& table);
  void read_procedures(tables::Table& table);
  void read_results(tables::Table& table, bool measurements);
  void read_deaths(tables::Table& table);

  [[nodiscard]] static Event event_of(const Reading& reading, std::string_view table, std::string_view day);
  [[nodiscard]] PatientNumber person_of(Reading& reading, Column person) const;
  /// A fact with its code, source and day. RowError when nothing says what it is of.
  [[nodiscard]] Fact fact_of(Reading& reading, const Event& event, FactKind kind, std::string_view table);
  /// The patient's record keeps this type of entry, as far as it was observed on the day of the fact.
  void put(PatientNumber patient, const Fact& fact, RecordSink::Held held);
  [[nodiscard]] bool observed(PatientNumber patient, DayInterval on) const;

  [[nodiscard]] DayInterval day_of(Reading& reading, Column day, Column time) const;
  [[nodiscard]] std::int64_t concept_of(Reading& reading, Column column) const;

  RecordSink& sink_;
  Dictionary dictionary_;
  std::map<TableKind, std::vector<std::unique_ptr<tables::Table>>> tables_;
  std::unordered_map<std::int64_t, PatientNumber> people_;
  std::unordered_map<PatientNumber, std::vector<DayInterval>> periods_;
  std::unordered_map<std::int64_t, Day> stays_;  ///< last day of visits of more than one
};

}  // namespace elig::omop
