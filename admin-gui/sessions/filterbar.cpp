// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/filterbar.h"

#include "icons/icon.h"
#include "sessions/connectionmodel.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QKeySequence>
#include <QLineEdit>
#include <QSettings>
#include <QSignalBlocker>

#include <array>

namespace Rainbow::Admin {

namespace {

constexpr std::chrono::milliseconds TypingTime{250};
constexpr int MaxFilter = 200; // characters
constexpr int MaxPlatforms = 50;

} // namespace

FilterBar::FilterBar(QWidget *parent) : QWidget(parent), m_text(new QLineEdit)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_text, 1);
    m_text->setObjectName(u"filter"_qs);
    m_text->setClearButtonEnabled(true);
    m_text->setMaxLength(MaxFilter);
    m_text->addAction(icon(u"search"_qs), QLineEdit::LeadingPosition);
    m_app = addChoice("app");
    m_app->hide();
    m_platform = addChoice("platform");
    m_state = addChoice("state");
    m_protocol = addChoice("protocol");
    for (const QString &state : {u"attached"_qs, u"lost"_qs, u"closing"_qs})
        m_state->addItem(state, state);
    for (const QString &protocol :
         {u"rainbow.2"_qs, u"rainbow"_qs, u"im"_qs, u"topic"_qs, u"mesh"_qs})
        m_protocol->addItem(protocol, protocol);
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingTime);
    connect(m_text, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_text, &QLineEdit::returnPressed, this, &FilterBar::changeNow);
    connect(&m_typing, &QTimer::timeout, this, &FilterBar::changeNow);
    retranslate();
}

QList<QComboBox *> FilterBar::choices() const
{
    return {m_app, m_platform, m_state, m_protocol};
}

QComboBox *FilterBar::addChoice(const char *name)
{
    auto *choice = new QComboBox;
    choice->setObjectName(QString::fromLatin1(name));
    choice->addItem(QString());
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    layout()->addWidget(choice);
    connect(choice, &QComboBox::currentIndexChanged, this, &FilterBar::changeNow);
    return choice;
}

void FilterBar::changeNow()
{
    m_typing.stop();
    const QJsonValue now = filter();
    if (now == m_last)
        return;
    m_last = now;
    Q_EMIT filterChanged();
}

QJsonValue FilterBar::filter() const
{
    QJsonObject members;
    const QString text = m_text->text().trimmed();
    if (!text.isEmpty())
        members[u"text"] = text;
    for (const QComboBox *choice : choices()) {
        if (choice->currentIndex() > 0)
            members[choice->objectName()] = choice->currentData().toString();
    }
    return members.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(members);
}

void FilterBar::clear()
{
    for (QComboBox *choice : choices())
        choice->setCurrentIndex(0);
    m_restoredApp.clear();
    m_text->clear();
    changeNow();
}

void FilterBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void FilterBar::addPlatform(const QString &platform)
{
    if (platform.isEmpty() || m_platform->count() > MaxPlatforms
        || m_platform->findData(platform) >= 0)
        return;
    int place = 1;
    while (place < m_platform->count()
           && m_platform->itemText(place).localeAwareCompare(platform) < 0)
        ++place;
    m_platform->insertItem(place, platform, platform);
}

void FilterBar::setApplications(const QStringList &names)
{
    const QString before =
        m_restoredApp.isEmpty() ? m_app->currentData().toString() : m_restoredApp;
    {
        const QSignalBlocker blocker(m_app);
        while (m_app->count() > 1)
            m_app->removeItem(1);
        if (names.size() > 1) {
            for (const QString &name : names)
                m_app->addItem(name, name);
        }
        m_app->setCurrentIndex(std::max(0, m_app->findData(before)));
    }
    m_app->setVisible(names.size() > 1);
    if (!names.isEmpty())
        m_restoredApp.clear();
    changeNow();
}

void FilterBar::saveState(QSettings &settings) const
{
    settings.setValue(u"filter"_qs, m_text->text());
    for (const QComboBox *choice : choices())
        settings.setValue(choice->objectName(), choice->currentData().toString());
    if (!m_restoredApp.isEmpty())
        settings.setValue(m_app->objectName(), m_restoredApp);
}

void FilterBar::restoreState(QSettings &settings)
{
    addPlatform(settings.value(u"platform"_qs).toString());
    m_restoredApp = settings.value(m_app->objectName()).toString();
    for (QComboBox *choice : choices())
        choice->setCurrentIndex(
            std::max(0, choice->findData(settings.value(choice->objectName()).toString())));
    if (m_app->count() > 1)
        m_restoredApp.clear();
    m_text->setText(settings.value(u"filter"_qs).toString());
    changeNow();
}

void FilterBar::retranslate()
{
    const QString keys = QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText);
    m_text->setPlaceholderText(tr("Filter by identity, account, platform, device or address"));
    m_text->setAccessibleName(tr("Filter"));
    //: %1: a key
    m_text->setToolTip(
        tr("Filter by identity, account, platform, device or address (%1)").arg(keys));
    m_app->setAccessibleName(tr("Application"));
    m_app->setItemText(0, tr("All applications"));
    m_platform->setAccessibleName(tr("Platform"));
    m_platform->setItemText(0, tr("All platforms"));
    m_state->setAccessibleName(tr("State"));
    m_state->setItemText(0, tr("All states"));
    for (int i = 1; i < m_state->count(); ++i)
        m_state->setItemText(i, ConnectionModel::stateText(m_state->itemData(i).toString()));
    m_protocol->setAccessibleName(tr("Protocol"));
    m_protocol->setItemText(0, tr("All protocols"));
}

} // namespace Rainbow::Admin
