// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/options.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace Rainbow::Bench {

std::string Options::text(const std::string &name, const std::string &otherwise,
                          const std::string &meaning)
{
    m_help += "  --" + name + ": " + meaning + " (" + otherwise + ")\n";
    const auto at = std::find(m_arguments.begin(), m_arguments.end(), "--" + name);
    if (at == m_arguments.end() || at + 1 == m_arguments.end())
        return otherwise;
    m_used += 2;
    return *(at + 1);
}

long Options::number(const std::string &name, long otherwise, const std::string &meaning)
{
    return std::max(0L, std::atol(text(name, std::to_string(otherwise), meaning).c_str()));
}

std::vector<long> Options::numbers(const std::string &name, const std::string &otherwise,
                                   const std::string &meaning)
{
    std::vector<long> result;
    std::istringstream list(text(name, otherwise, meaning));
    for (std::string item; std::getline(list, item, ',');)
        result.push_back(std::max(1L, std::atol(item.c_str())));
    return result;
}

void Options::check() const
{
    if (m_used == m_arguments.size())
        return;
    std::fprintf(stderr, "Options:\n%s", m_help.c_str());
    std::exit(2);
}

double Series::median() const
{
    std::vector<double> sorted = m_values;
    std::sort(sorted.begin(), sorted.end());
    return sorted.empty() ? 0 : sorted[sorted.size() / 2];
}

std::string Series::text(int decimals) const
{
    if (m_values.empty())
        return "-";
    const auto [least, most] = std::minmax_element(m_values.begin(), m_values.end());
    char text[100];
    std::snprintf(text, sizeof text, "%.*f (%.*f-%.*f)", decimals, median(), decimals, *least,
                  decimals, *most);
    return text;
}

} // namespace Rainbow::Bench
