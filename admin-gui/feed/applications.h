// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QStringList>
#include <QUrl>

namespace Rainbow::Admin {

class FeedClient;

/// The applications of the relay that is looked at, as its stats tell them. They stay while the
/// connection is away, until another relay is opened.
class Applications : public QObject {
    Q_OBJECT

public:
    /// Of a relay that has more, the rest is left out.
    static constexpr qsizetype Max = 64;

    /// client must outlive it.
    explicit Applications(FeedClient &client, QObject *parent = nullptr);

    /// [main] first, the others by name. Empty: not known yet, or the relay says none.
    [[nodiscard]] const QStringList &names() const { return m_names; }
    /// There is something to tell apart.
    [[nodiscard]] bool areSeveral() const { return m_names.size() > 1; }

    /// What [main] is called.
    [[nodiscard]] static QString defaultName();
    /// What names() is of that event.
    [[nodiscard]] static QStringList namesIn(const QJsonObject &stats);

Q_SIGNALS:
    /// names() are others.
    void changed();

private:
    void set(const QStringList &names);

    QUrl m_relay;
    QStringList m_names;
};

} // namespace Rainbow::Admin
