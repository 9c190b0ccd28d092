// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QDialog>

class QListView;
class QPushButton;
class QStackedWidget;

namespace Rainbow::Admin {

class EmptyState;
class RelayBook;
class RelayListModel;
class TokenStore;

/// The relays the dashboard knows: connect to one, add, edit, remove them, choose the one to open
/// at the start. What is changed is changed at once.
class ConnectDialog : public QDialog {
    Q_OBJECT

public:
    /// book and tokens must outlive it.
    ConnectDialog(RelayBook &book, TokenStore &tokens, QWidget *parent = nullptr);

    /// Begins with that one chosen.
    void choose(const QString &relay);
    /// Opens the dialog for a new relay on top.
    void addRelay();

Q_SIGNALS:
    /// This is to be connected to now; the dialog has closed itself.
    void chosen(const QString &relay);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void refresh();
    void updateButtons();
    [[nodiscard]] QString current() const;
    void edit(const QString &relay);
    void removeCurrent();
    void connectCurrent();

    RelayBook &m_book;
    TokenStore &m_tokens;
    RelayListModel *m_model = nullptr;
    QStackedWidget *m_stack = nullptr;
    QListView *m_list = nullptr;
    EmptyState *m_empty = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_default = nullptr;
    QPushButton *m_connect = nullptr;
    QPushButton *m_close = nullptr;
    int m_last = 0; ///< the row that was chosen before the list changed
};

} // namespace Rainbow::Admin
