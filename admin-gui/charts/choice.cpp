// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "charts/choice.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace Rainbow::Admin {

namespace {

/// A long name must not push the page's other choices out.
constexpr int MaxWidth = 220;

} // namespace

Choice::Choice(const QString &name, QWidget *parent)
    : QWidget(parent), m_label(new QLabel), m_box(new QComboBox)
{
    m_box->setObjectName(name);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_box->setMaximumWidth(MaxWidth);
    m_label->setBuddy(m_box);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_label);
    row->addWidget(m_box);
    hide();
    connect(m_box, &QComboBox::activated, this, [this](int index) {
        m_chosen = m_box->itemData(index).toString();
        Q_EMIT changed();
    });
}

void Choice::setTexts(const QString &label, const QString &title, const QString &all)
{
    m_label->setText(label);
    m_box->setAccessibleName(title);
    m_all = all;
    fill();
}

void Choice::setNames(const QStringList &names)
{
    setVisible(names.size() > 1);
    if (names.size() < 2 || !names.contains(m_chosen))
        m_chosen.clear();
    if (names != m_names) {
        m_names = names;
        fill();
    } else if (m_box->currentData().toString() != m_chosen) {
        m_box->setCurrentIndex(std::max(0, m_box->findData(m_chosen)));
    }
}

void Choice::choose(const QString &name)
{
    m_chosen = name;
    m_box->setCurrentIndex(std::max(0, m_box->findData(name)));
}

void Choice::fill()
{
    const QSignalBlocker blocker(m_box);
    m_box->clear();
    m_box->addItem(m_all, QString());
    for (const QString &name : std::as_const(m_names))
        m_box->addItem(name, name);
    m_box->setCurrentIndex(std::max(0, m_box->findData(m_chosen)));
}

} // namespace Rainbow::Admin
