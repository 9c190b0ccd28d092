// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/relaybook.h"

#include "settings/relayaddress.h"

#include <QSettings>
#include <QUuid>

#include <algorithm>

namespace Rainbow::Admin {

namespace {

constexpr int MaxName = 100; // characters

template <typename Relays>
auto byId(Relays &relays, const QString &id)
{
    return std::find_if(relays.begin(), relays.end(),
                        [&id](const Relay &relay) { return relay.id == id; });
}

} // namespace

RelayBook::RelayBook(QSettings &settings, QObject *parent) : QObject(parent), m_settings(settings)
{
    load();
}

void RelayBook::load()
{
    const int count = m_settings.beginReadArray(u"relays"_qs);
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        Relay relay;
        relay.id = m_settings.value(u"id"_qs).toString();
        relay.url = RelayAddress::parse(m_settings.value(u"url"_qs).toString()).url();
        if (relay.id.isEmpty() || relay.url.isEmpty() || this->relay(relay.id))
            continue;
        const QString name = m_settings.value(u"name"_qs).toString().simplified();
        relay.name = freeName(name.isEmpty() ? RelayAddress::shortText(relay.url) : name);
        m_relays.append(relay);
    }
    m_settings.endArray();
    m_default = m_settings.value(u"defaultRelay"_qs).toString();
}

void RelayBook::save()
{
    m_settings.remove(u"relays"_qs);
    m_settings.beginWriteArray(u"relays"_qs, int(m_relays.size()));
    for (int i = 0; i < m_relays.size(); ++i) {
        m_settings.setArrayIndex(i);
        m_settings.setValue(u"id"_qs, m_relays.at(i).id);
        m_settings.setValue(u"name"_qs, m_relays.at(i).name);
        m_settings.setValue(u"url"_qs, m_relays.at(i).url.toString());
    }
    m_settings.endArray();
    m_settings.setValue(u"defaultRelay"_qs, m_default);
    Q_EMIT changed();
}

std::optional<Relay> RelayBook::relay(const QString &id) const
{
    const auto found = byId(m_relays, id);
    return found == m_relays.end() ? std::nullopt : std::optional(*found);
}

std::optional<Relay> RelayBook::find(const QUrl &url) const
{
    const auto found = std::find_if(m_relays.begin(), m_relays.end(),
                                    [&url](const Relay &relay) { return relay.url == url; });
    return found == m_relays.end() ? std::nullopt : std::optional(*found);
}

QString RelayBook::defaultRelay() const
{
    if (relay(m_default))
        return m_default;
    return m_relays.isEmpty() ? QString() : m_relays.first().id;
}

void RelayBook::setDefaultRelay(const QString &id)
{
    if (id == m_default || !relay(id))
        return;
    m_default = id;
    save();
}

QString RelayBook::nameProblem(const QString &name, const QString &id) const
{
    const QString wanted = name.simplified();
    if (wanted.isEmpty())
        return tr("Enter a name for the relay.");
    if (wanted.size() > MaxName)
        return tr("The name is too long.");
    const bool taken =
        std::any_of(m_relays.begin(), m_relays.end(), [&wanted, &id](const Relay &relay) {
            return relay.id != id && relay.name.compare(wanted, Qt::CaseInsensitive) == 0;
        });
    return taken ? tr("There is a relay of that name already.") : QString();
}

QString RelayBook::freeName(const QString &wanted) const
{
    QString name = wanted.left(MaxName - 10).simplified();
    for (int number = 2; !nameProblem(name).isEmpty(); ++number)
        name = u"%1 (%2)"_qs.arg(wanted.left(MaxName - 10)).arg(number);
    return name;
}

QString RelayBook::add(const QString &name, const QUrl &url)
{
    const QString wanted = name.simplified();
    Relay relay{QUuid::createUuid().toString(QUuid::WithoutBraces),
                freeName(wanted.isEmpty() ? RelayAddress::shortText(url) : wanted), url};
    m_relays.append(relay);
    save();
    return relay.id;
}

bool RelayBook::update(const Relay &relay)
{
    const auto found = byId(m_relays, relay.id);
    if (found == m_relays.end() || !nameProblem(relay.name, relay.id).isEmpty())
        return false;
    Relay wanted = relay;
    wanted.name = relay.name.simplified();
    if (*found == wanted)
        return true;
    *found = wanted;
    save();
    return true;
}

bool RelayBook::remove(const QString &id)
{
    const auto found = byId(m_relays, id);
    if (found == m_relays.end())
        return false;
    m_relays.erase(found);
    save();
    return true;
}

} // namespace Rainbow::Admin
