// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "settings/fittingdialog.h"

class QCheckBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Rainbow::Admin {

class FeedClient;
class RelayBook;
class StatusLabel;
class TokenEdit;
class TokenStore;

/// One relay: its name, address and token; tries them on demand. Writes to book and tokens when it
/// is accepted.
class RelayDialog : public FittingDialog {
    Q_OBJECT

public:
    /// relay: the id of one of the book; empty: a new one.
    RelayDialog(RelayBook &book, TokenStore &tokens, const QString &relay = {},
                QWidget *parent = nullptr);
    ~RelayDialog() override;

    /// Accepted: the relay's id.
    [[nodiscard]] QString relay() const { return m_relay; }

    void accept() override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void load();
    void retranslate();
    void checkAddress();
    /// Says what is wrong, beside the field; false: something is.
    bool check();
    void test();
    void endTest();
    void showTest();

    RelayBook &m_book;
    TokenStore &m_tokens;
    QString m_relay;
    QString m_kept; ///< the token that was known
    bool m_tried = false; ///< from now on an empty field is wrong, too

    QFormLayout *m_form = nullptr;
    QLabel *m_intro = nullptr;
    QLineEdit *m_name = nullptr;
    StatusLabel *m_nameNote = nullptr;
    QLineEdit *m_address = nullptr;
    StatusLabel *m_addressNote = nullptr;
    TokenEdit *m_token = nullptr;
    StatusLabel *m_tokenNote = nullptr;
    QCheckBox *m_remember = nullptr;
    QPushButton *m_test = nullptr;
    StatusLabel *m_testNote = nullptr;
    QDialogButtonBox *m_buttons = nullptr;
    FeedClient *m_client = nullptr; ///< that of the test under way
};

} // namespace Rainbow::Admin
