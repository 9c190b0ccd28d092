// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configfields.h"
#include "configtables.h"

namespace Rainbow {

using namespace Qt::Literals::StringLiterals;
using namespace ConfigFields;

namespace {

template <auto Field>
struct Endpoint {
    static const auto &in(const Config &config) { return config.endpoints.first().*Field; }
    static auto &in(Config &config) { return config.endpoints.first().*Field; }
};

template <auto Field>
struct Access {
    static const auto &in(const Config &config) { return config.access.first().*Field; }
    static auto &in(Config &config) { return config.access.first().*Field; }
};

struct AccessRights {
    static auto in(const Config &config)
    {
        const AccessUser &user = config.access.first();
        return WordFields<const bool>{user.mayRead, user.mayWrite};
    }
    static auto in(Config &config)
    {
        AccessUser &user = config.access.first();
        return WordFields<bool>{user.mayRead, user.mayWrite};
    }
};

} // namespace

QList<ConfigKey> keysOfNamedSections()
{
    constexpr auto app = "app:NAME"_L1;
    constexpr auto endpoint = "endpoint:/path"_L1;
    constexpr auto access = "access:NAME"_L1;
    constexpr ValueRule rights{ValueKind::Words, 1, 3, "read|write"_L1};

    return {
        ofEach(NamedSection::App,
               key<App<&AppSettings::maxConnections>>(
                   app, "max_connections"_L1, count(0, 10'000'000),
                   "connections of the application; 0: any number"_L1)),

        ofEach(NamedSection::Endpoint,
               key<Endpoint<&EndpointSettings::dialect>>(
                   endpoint, "dialect"_L1, choice("rainbow|im|topic|mesh"_L1),
                   "what is spoken there; none: what it is at that path without such sections"_L1)),
        ofEach(
            NamedSection::Endpoint,
            key<Endpoint<&EndpointSettings::app>>(endpoint, "app"_L1, ConfigFields::name,
                                                  "the application that clients come to there"_L1)),
        ofEach(NamedSection::Endpoint,
               key<Endpoint<&EndpointSettings::origins>>(
                   endpoint, "origins"_L1, ConfigFields::origins,
                   "whence a browser may come; none: only from the host it asks for"_L1)),

        ofEach(NamedSection::Access,
               key<Access<&AccessUser::password>>(access, "password"_L1, secret,
                                                  "lets who shows it call the mesh API"_L1)),
        ofEach(NamedSection::Access,
               key<Access<&AccessUser::passwordFile>>(
                   access, "password_file"_L1, path,
                   "file that holds the password, in its first line"_L1)),
        ofEach(
            NamedSection::Access,
            key<AccessRights>(
                access, "rights"_L1, rights,
                "read: take messages out of queues; write: publish, send, steer connections"_L1)),
        ofEach(NamedSection::Access,
               key<Access<&AccessUser::hosts>>(access, "hosts"_L1, {ValueKind::Hosts, 0, 0, {}},
                                               "addresses it may call from; none: any"_L1)),
        ofEach(NamedSection::Access,
               key<Access<&AccessUser::app>>(access, "app"_L1, ConfigFields::name,
                                             "the application it may call"_L1)),
    };
}

} // namespace Rainbow
