// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"

#include <QDir>
#include <QFile>

// Runs a fuzz target over files, and over everything that the files begin with, without a fuzzer.

namespace {

/// As the fuzzer does it: in memory of its own, so that a sanitizer sees a read past the end.
void run(QByteArrayView bytes)
{
    auto *copy = new quint8[size_t(bytes.size())];
    std::copy(bytes.begin(), bytes.end(), copy);
    (void)LLVMFuzzerTestOneInput(copy, size_t(bytes.size()));
    delete[] copy;
}

void replay(const QByteArray &bytes)
{
    constexpr qsizetype MaxSteps = 2'000;
    const qsizetype step = 1 + bytes.size() / MaxSteps;
    for (qsizetype size = 0; size < bytes.size(); size += step)
        run(QByteArrayView(bytes).first(size));
    run(bytes);
}

} // namespace

int main(int argc, char **argv)
{
    int replayed = 0;
    for (int i = 1; i < argc; ++i) {
        const QDir directory(QString::fromLocal8Bit(argv[i]));
        const auto files = directory.entryInfoList(QDir::Files, QDir::Name);
        for (const QFileInfo &info : files) {
            QFile file(info.filePath());
            if (!file.open(QIODevice::ReadOnly)) {
                std::fprintf(stderr, "%s: cannot be read\n", qPrintable(info.filePath()));
                return 2;
            }
            std::fprintf(stderr, "%s\n", qPrintable(info.filePath()));
            replay(file.readAll());
            ++replayed;
        }
    }
    if (replayed == 0)
        std::fprintf(stderr, "no seeds\n");
    return replayed == 0 ? 2 : 0;
}
