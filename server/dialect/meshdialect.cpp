// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/meshdialect.h"

#include "dialect/jsonframe.h"

namespace Rainbow {

Dialect::Decoded MeshDialect::decodeBinary(const QByteArray &message) const
{
    Q_UNUSED(message)
    return {std::nullopt, "binary frame"};
}

Dialect::Decoded MeshDialect::decodeText(const QByteArray &message) const
{
    return {CallCommand{message}, ""};
}

qsizetype MeshDialect::maxMessage(qsizetype maxPayload) const
{
    // A byte may take six in a JSON string.
    return 6 * maxPayload + MaxJsonEnvelope;
}

Frame MeshDialect::encode(const MessageEvent &event) const
{
    if (!hasTextNames(event))
        return {};
    const JsonData data(event);
    return jsonFrame([&](auto &out) {
        out.raw(R"({"e":"mesh.publish","p":{"c":)").string(event.channel).raw(R"(,"d":)");
        data.write(out);
        out.raw("}}");
    });
}

Frame MeshDialect::encode(const AnswerEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame MeshDialect::encode(const HelloEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame MeshDialect::encode(const NakEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame MeshDialect::encode(const TextEvent &event) const
{
    return textFrame(event);
}

} // namespace Rainbow
