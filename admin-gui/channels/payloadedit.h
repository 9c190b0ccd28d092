// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "jsontext.h"

#include <QPlainTextEdit>

#include <optional>

namespace Rainbow::Admin {

/// For writing the payload of a message: JSON, which is checked a moment after each change, or any
/// text.
class PayloadEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit PayloadEdit(QWidget *parent = nullptr);

    [[nodiscard]] bool isJson() const { return m_isJson; }
    void setJson(bool json);
    /// Nothing: it is JSON, or need not be.
    [[nodiscard]] const std::optional<JsonText::Problem> &problem() const { return m_problem; }
    /// Sets JSON anew; can be undone.
    void format();
    void goToProblem();

Q_SIGNALS:
    /// problem(), or isJson()
    void checked();

protected:
    void changeEvent(QEvent *event) override;

private:
    void check();
    void mark();

    bool m_isJson = true;
    std::optional<JsonText::Problem> m_problem;
};

} // namespace Rainbow::Admin
