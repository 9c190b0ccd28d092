// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <QUrl>

#include <optional>

class QSettings;

namespace Rainbow::Admin {

/// A relay as people name it.
struct Relay {
    QString id; ///< stays when the rest changes; its token is kept under it
    QString name; ///< never empty; no two are alike, whatever their case
    QUrl url; ///< ws or wss, with a host and a path

    bool operator==(const Relay &) const = default;
};

/// The relays that the dashboard remembers, in the order they were added; kept in QSettings,
/// without their tokens.
class RelayBook : public QObject {
    Q_OBJECT

public:
    /// settings must outlive it. Entries that make no sense are left out.
    explicit RelayBook(QSettings &settings, QObject *parent = nullptr);

    [[nodiscard]] const QList<Relay> &relays() const { return m_relays; }
    [[nodiscard]] std::optional<Relay> relay(const QString &id) const;
    [[nodiscard]] std::optional<Relay> find(const QUrl &url) const;
    /// The id of the one to open at the start: the first, unless another was chosen; empty: there
    /// is none.
    [[nodiscard]] QString defaultRelay() const;
    void setDefaultRelay(const QString &id);

    /// What is wrong with this name for that relay (empty: a new one); translated; empty: nothing.
    [[nodiscard]] QString nameProblem(const QString &name, const QString &id = {}) const;
    /// Its id. An empty name becomes host and port; one that is taken gets a number.
    QString add(const QString &name, const QUrl &url);
    /// False: there is none with that id, or the name will not do.
    bool update(const Relay &relay);
    bool remove(const QString &id);

Q_SIGNALS:
    void changed();

private:
    void load();
    void save();
    [[nodiscard]] QString freeName(const QString &wanted) const;

    QSettings &m_settings;
    QList<Relay> m_relays;
    QString m_default;
};

} // namespace Rainbow::Admin
