// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"

namespace {

/// The command a message speaks of, for the hint: "elig explain".
std::string command_of(const CLI::App& program) {
  const auto chosen = program.get_subcommands();
  return chosen.empty() ? "elig" : "elig " + chosen.front()->get_name();
}

int wrong_usage(const CLI::App& program, const std::string& reason) {
  elig::tools::complain(fmt::format("{} (see {} --help)", reason, command_of(program)));
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program(
      "Clinical-trial eligibility: reads a trial's criteria as rules and holds patients' records against them.\n"
      "Unknown stays unknown, and every answer shows its evidence.",
      "elig");
  int status = 0;
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error like a full disk, which the writer tells
  program.set_version_flag("--version", "elig " ELIG_VERSION);
  program.require_subcommand(0, 1);
  elig::tools::add_parse(program, status);
  elig::tools::add_explain(program, status);
  elig::tools::add_screen(program, status);
  elig::tools::add_match(program, status);
  elig::tools::add_index(program, status);
  elig::tools::add_cohort(program, status);
  elig::tools::add_lint(program, status);
  elig::tools::add_vocabulary(program, status);
  program.footer(
      "Examples:\n"
      "  elig parse NCT00031915.txt                                      the rules in a study\n"
      "  elig explain --study trial.json --patient bundle.json           why a patient fits or not\n"
      "  elig screen --studies trials/ --patients records/ --out result/ all against all\n"
      "  elig match --patient bundle.json --studies trials/ --top 10     the best trials for one patient\n"
      "  elig lint trial.json                                            contradictions and slips in a study\n"
      "Exit status: 0 done, 1 something could not be read or written, 2 wrong usage.");

  try {
    const std::string first = argc > 1 ? argv[1] : "";
    const auto named = program.get_subcommands([&first](const CLI::App* command) { return command->check_name(first); });
    if (!first.empty() && first.front() != '-' && named.empty()) return wrong_usage(program, "no command " + first);
    program.parse(argc, argv);
    if (program.get_subcommands().empty()) return wrong_usage(program, "which command: parse, explain, screen, match, index, cohort, lint or vocabulary?");
    return status;
  } catch (const CLI::CallForHelp&) {
    std::fputs(program.help().c_str(), stdout);
    return 0;
  } catch (const CLI::CallForAllHelp&) {
    std::fputs(program.help("", CLI::AppFormatMode::All).c_str(), stdout);
    return 0;
  } catch (const CLI::CallForVersion& version) {
    fmt::print("{}\n", version.what());
    return 0;
  } catch (const CLI::ParseError& error) {
    return wrong_usage(program, error.what());
  } catch (const elig::tools::UsageError& error) {
    return wrong_usage(program, error.what());
  } catch (const std::bad_alloc&) {
    elig::tools::complain("out of memory");
  } catch (const std::exception& error) {  // FileError, StudyError, PatientError: their line says it all
    elig::tools::complain(error.what());
  }
  return 1;
}
