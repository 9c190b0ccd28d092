// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QLabel>

namespace Rainbow::Admin {

/// A line that says how something stands, in the colour of that, on any palette. Plain text,
/// wrapped; no room is taken while it is empty.
class StatusLabel : public QLabel {
    Q_OBJECT

public:
    enum class Kind {
        Quiet, ///< a remark
        Good, ///< done
        Warning, ///< done, but
        Bad, ///< wrong
    };

    explicit StatusLabel(QWidget *parent = nullptr);
    void setContent(Kind kind, const QString &text);
    [[nodiscard]] Kind kind() const { return m_kind; }

protected:
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] static QColor color(Kind kind);
    void updateColor();

    Kind m_kind = Kind::Quiet;
};

} // namespace Rainbow::Admin
