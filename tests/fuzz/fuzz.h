// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

/// What the fuzzer calls with every input; a target is a file that defines it. Whatever it
/// checks, it checks with MUST.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size);

/// A property that has to hold for every input: where it does not, that input is a finding.
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);    \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)

namespace Rainbow::Fuzz {

inline QByteArrayView bytesOf(const quint8 *data, size_t size)
{
    return {data, qsizetype(size)};
}

/// Takes the first byte off; 0 when there is none.
inline quint8 takeByte(QByteArrayView &bytes)
{
    if (bytes.isEmpty())
        return 0;
    const auto first = quint8(bytes.front());
    bytes = bytes.sliced(1);
    return first;
}

/// Cuts bytes into pieces and calls use with each until it returns false. how: '1' cuts behind
/// every byte, 'w' nowhere, any other makes a pattern of its own.
template <typename Use>
void inPieces(QByteArrayView bytes, quint8 how, Use use)
{
    quint32 state = how;
    while (!bytes.isEmpty()) {
        state = state * 1'664'525 + 1'013'904'223;
        qsizetype size = 1 + qsizetype(state >> 24) % (how % 2 == 0 ? 7 : 60);
        if (how == '1')
            size = 1;
        if (how == 'w')
            size = bytes.size();
        size = std::min(size, bytes.size());
        if (!use(bytes.first(size)))
            return;
        bytes = bytes.sliced(size);
    }
}

} // namespace Rainbow::Fuzz
