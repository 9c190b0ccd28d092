// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace Rainbow::Bench {

/// Options of the form --name VALUE. Asking for one registers it for --help; one that nobody has
/// asked for is an error, see check().
class Options {
public:
    Options(int argc, char **argv) : m_arguments(argv + 1, argv + argc) { }

    [[nodiscard]] std::string text(const std::string &name, const std::string &otherwise,
                                   const std::string &meaning);
    [[nodiscard]] long number(const std::string &name, long otherwise, const std::string &meaning);
    /// Comma-separated.
    [[nodiscard]] std::vector<long> numbers(const std::string &name, const std::string &otherwise,
                                            const std::string &meaning);
    /// Prints the help and ends the program when it is asked for or an option is unknown.
    void check() const;

private:
    std::vector<std::string> m_arguments;
    std::string m_help;
    size_t m_used = 0;
};

/// What was measured in several rounds.
class Series {
public:
    void add(double value) { m_values.push_back(value); }
    [[nodiscard]] double median() const;
    /// "median (least – most)" with so many decimals.
    [[nodiscard]] std::string text(int decimals) const;

private:
    std::vector<double> m_values;
};

} // namespace Rainbow::Bench
