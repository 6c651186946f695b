// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/ingest.hpp"

#include <tbb/concurrent_queue.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <exception>
#include <memory>

#include "patients/read.hpp"

namespace elig::fhir {
namespace {

constexpr std::size_t most_held_back = 1000;  // refusals before anything of an input can be read

}  // namespace

// What was read of one input: taken up when it has been read to its end, so that it is never taken in part.
struct Ingest::Input {
  std::string name;
  std::vector<Linker::Packed> units;
  std::size_t lines = 0;
  std::size_t scopes = 0;
  std::string broken;
  bool readable = false;
  std::size_t refusals = 0;     // before anything could be read
};

void Ingest::keep(Unit unit, Input& input) {
  if (input.broken.empty()) input.broken = unit.broken;
  input.readable = input.readable || unit.readable;
  if (!input.readable) {
    // Refusals of an input count only when something of it can be read; else one line says that it cannot.
    input.refusals += unit.events.size();
    if (input.refusals > most_held_back) unit.events = {};
  }
  const std::size_t lines = unit.lines;
  const std::size_t scopes = unit.scopes;
  input.units.push_back(linker_.pack(std::move(unit), input.lines, input.scopes));
  input.lines += lines;
  input.scopes += scopes;
}

void Ingest::take_up(Input& input) {
  for (Linker::Packed& unit : input.units) linker_.absorb(std::move(unit), input.name);
}

void Ingest::add(RecordSource& source, Accept accept) {
  struct Job {
    Stretch stretch;
    Unit unit;
  };
  Input input;
  input.name = source.name();
  Cutter cutter(source, accept);
  std::exception_ptr error;
  tbb::concurrent_queue<std::shared_ptr<Job>> spare;  // their memory is used again
  tbb::enumerable_thread_specific<std::unique_ptr<StretchReader>> readers([] { return std::make_unique<StretchReader>(); });

  const auto cut = [&](std::shared_ptr<Job>& job) {
    if (!spare.try_pop(job)) job = std::make_shared<Job>();
    job->unit = Unit{};
    try {
      return error == nullptr && cutter.next(job->stretch);
    } catch (const std::runtime_error&) {
      error = std::current_exception();
      return false;
    }
  };
  const auto read = [&](Job& job) { readers.local()->read(job.stretch, input.name, accept, job.unit); };
  const auto take = [&](const std::shared_ptr<Job>& job) {
    keep(std::move(job->unit), input);
    spare.push(job);
  };

  // The first stretch tells whether there is more than one.
  std::shared_ptr<Job> first;
  if (cut(first)) {
    const bool only = first->stretch.last;
    read(*first);
    take(first);
    if (!only && jobs_ == 1) {
      for (std::shared_ptr<Job> job; cut(job);) {
        read(*job);
        take(job);
      }
    } else if (!only) {
      tbb::task_arena arena(jobs_ == 0 ? tbb::task_arena::automatic : static_cast<int>(jobs_));
      arena.execute([&] {
        const auto tokens = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency()) * 2;
        tbb::parallel_pipeline(tokens, tbb::make_filter<void, std::shared_ptr<Job>>(tbb::filter_mode::serial_in_order,
                                                                                   [&](tbb::flow_control& flow) {
                                                                                     std::shared_ptr<Job> job;
                                                                                     if (!cut(job)) flow.stop();
                                                                                     return job;
                                                                                   }) &
                                           tbb::make_filter<std::shared_ptr<Job>, std::shared_ptr<Job>>(tbb::filter_mode::parallel,
                                                                                                        [&](std::shared_ptr<Job> job) {
                                                                                                          read(*job);
                                                                                                          return job;
                                                                                                        }) &
                                           tbb::make_filter<std::shared_ptr<Job>, void>(tbb::filter_mode::serial_in_order, take));
      });
    }
  }
  if (error) std::rethrow_exception(error);
  if (!input.readable) throw PatientError(input.broken);
  take_up(input);
}

}  // namespace elig::fhir
