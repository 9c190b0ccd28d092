// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

#include <optional>

class QSettings;

namespace Rainbow::Admin {

class FeedClient;

/// A page of the main window. Shows what the relay says, and asks for nothing while it is hidden.
class Page : public QWidget {
    Q_OBJECT

public:
    /// client must outlive it.
    explicit Page(FeedClient &client, QWidget *parent = nullptr);

    /// As the navigation calls it; translated.
    [[nodiscard]] virtual QString title() const = 0;
    /// Name of its icon among the program's resources.
    [[nodiscard]] virtual QString iconName() const = 0;

    /// Columns, splitters, sorting, filters. Group: the page's own.
    virtual void saveState(QSettings &settings) const;
    virtual void restoreState(QSettings &settings);

protected:
    [[nodiscard]] FeedClient &client() const { return m_client; }

    /// Sets every text anew; called by the page once it is built, and when the language changes.
    virtual void retranslate() = 0;
    /// What acts is there, or there is a hint why not; called before the page is shown first, and
    /// when that changes. It is of the connection there is, or was last.
    virtual void setMayAct(bool mayAct);
    /// Shown: begin to ask, hidden: stop. The connection may come and go meanwhile.
    virtual void setActive(bool active);

    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void updateMayAct();
    void updateActive(bool active);

    FeedClient &m_client;
    std::optional<bool> m_mayAct;
    bool m_active = false;
};

} // namespace Rainbow::Admin
