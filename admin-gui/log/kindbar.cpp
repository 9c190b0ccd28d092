// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/kindbar.h"

#include "format.h"
#include "log/eventsmodel.h"
#include "log/togglebutton.h"

#include <QHBoxLayout>

namespace Rainbow::Admin {

namespace {

QToolButton *makeButton(const QString &name)
{
    auto *button = new ToggleButton;
    button->setObjectName(name);
    return button;
}

} // namespace

KindBar::KindBar(const EventsModel &events, QWidget *parent)
    : QWidget(parent), m_events(events), m_all(makeButton(u"kindAll"_qs))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_all);
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i] = makeButton(u"kind_"_qs + FeedEvent::nameOf(FeedEvent::Kinds[i]));
        row->addWidget(m_buttons[i]);
        connect(m_buttons[i], &QToolButton::clicked, this, [this] {
            m_all->setChecked(kinds().isEmpty());
            Q_EMIT kindsChanged();
        });
    }
    row->addStretch(1);
    connect(m_all, &QToolButton::clicked, this, [this] {
        setKinds({});
        Q_EMIT kindsChanged();
    });
    connect(&m_events, &EventsModel::countsChanged, this, &KindBar::updateCounts);
    m_all->setChecked(true);
    retranslate();
}

QSet<FeedEvent::Kind> KindBar::kinds() const
{
    QSet<FeedEvent::Kind> chosen;
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        if (m_buttons[i]->isChecked())
            chosen.insert(FeedEvent::Kinds[i]);
    }
    return chosen;
}

void KindBar::setKinds(const QSet<FeedEvent::Kind> &kinds)
{
    for (size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(kinds.contains(FeedEvent::Kinds[i]));
    m_all->setChecked(kinds.isEmpty());
}

QString KindBar::title(FeedEvent::Kind kind)
{
    using Kind = FeedEvent::Kind;
    //: In buttons beside each other, with a number behind: keep them short.
    switch (kind) {
    case Kind::Connect:
        return tr("Connects");
    case Kind::Resume:
        return tr("Resumes");
    case Kind::Close:
        return tr("Closes");
    case Kind::Refusal:
        return tr("Refusals");
    case Kind::Limit:
        return tr("Limits");
    case Kind::Callback:
        return tr("Callbacks");
    case Kind::Action:
        return tr("Actions");
    case Kind::Error:
        return tr("Errors");
    case Kind::Other:
    case Kind::Gap:
        break;
    }
    return {};
}

void KindBar::retranslate()
{
    setAccessibleName(tr("Kinds of events"));
    m_all->setText(tr("All"));
    m_all->setToolTip(tr("Shows events of all kinds."));
    for (QToolButton *button : m_buttons)
        button->setToolTip(tr("Shows events of the kinds that are pressed only."));
    updateCounts();
}

void KindBar::updateCounts()
{
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        const FeedEvent::Kind kind = FeedEvent::Kinds[i];
        const int count = m_events.count(kind);
        m_buttons[i]->setText(
            count == 0 ? title(kind) : u"%1  %2"_qs.arg(title(kind), Format::shortCount(count)));
        m_buttons[i]->setAccessibleName(u"%1: %2"_qs.arg(title(kind), Format::count(count)));
    }
}

} // namespace Rainbow::Admin
