// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "settings/fittingdialog.h"

class QCheckBox;
class QDialogButtonBox;
class QLabel;

namespace Rainbow::Admin {

class StatusLabel;
class TokenEdit;

/// Asks for the token of a relay.
class TokenDialog : public FittingDialog {
    Q_OBJECT

public:
    /// lasting: there is a keychain to keep it in. problem: what was wrong with the last one; may
    /// be empty.
    TokenDialog(const QString &relayName, bool lasting, const QString &problem,
                QWidget *parent = nullptr);

    [[nodiscard]] QString token() const;
    [[nodiscard]] bool remember() const;

    void accept() override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QString m_relayName;
    bool m_lasting;
    QLabel *m_question;
    QLabel *m_label;
    StatusLabel *m_problem;
    TokenEdit *m_token;
    StatusLabel *m_note;
    QCheckBox *m_remember;
    QDialogButtonBox *m_buttons;
};

} // namespace Rainbow::Admin
