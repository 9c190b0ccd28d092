// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "config.h"
#include "configkeys.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QLatin1StringView>
#include <QString>

#include <optional>

namespace Rainbow {

// The sections of which there may be many, each with a name: [KIND:NAME].

/// At most so many of one kind.
inline constexpr int MaxNamedSections = 1000;

/// Of a section's name in the file, such as `App:shop`; nothing: it is not one of these.
[[nodiscard]] std::optional<NamedSection> namedSectionOf(QByteArrayView title);
/// What follows the colon.
[[nodiscard]] QByteArrayView nameInTitle(QByteArrayView title);
/// What tells the section apart from others: names that differ in nothing but case are the same,
/// paths are not.
[[nodiscard]] QByteArray idOfSection(NamedSection kind, QByteArrayView name);

/// `[app:shop]`; of the users of [admin] and the application of [main] those.
[[nodiscard]] QByteArray titleOf(NamedSection kind, QByteArrayView name);

/// What is wrong with a section's name; empty: nothing.
[[nodiscard]] QString wrongWithName(NamedSection kind, QByteArrayView name);

/// A Config that stands for one section, as it is before its keys are set.
[[nodiscard]] Config startSection(NamedSection kind, const QByteArray &name);

/// A Config that stands for that section.
[[nodiscard]] Config sectionOf(const AdminUser &user);
[[nodiscard]] Config sectionOf(const EndpointSettings &endpoint);
[[nodiscard]] Config sectionOf(const AccessUser &user);

/// `[main], [limits], …`: all sections that there are, for people.
[[nodiscard]] QString describeSections();
/// Whether there is such a section without a name.
[[nodiscard]] bool isSection(QByteArrayView section);

/// What the dialect of that path is where the file does not say; nothing: it has to.
[[nodiscard]] std::optional<EndpointDialect> dialectOfPath(QByteArrayView path);

} // namespace Rainbow
