// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/csv.h"

#include <QCoreApplication>
#include <QFileDialog>

namespace Rainbow::Admin {

namespace {

QString field(const QString &text)
{
    QString result = text;
    if (!text.isEmpty() && u"=+-@\t\r\n"_qs.contains(text.at(0)))
        result.prepend(u'\'');
    result.replace(u'"', u"\"\""_qs);
    const bool quoted = result.contains(u'"') || result.contains(u',') || result.contains(u'\n')
        || result.contains(u'\r') || result.startsWith(u' ') || result.endsWith(u' ');
    return quoted ? u'"' + result + u'"' : result;
}

} // namespace

QByteArray csvRecord(const QStringList &fields)
{
    QStringList written;
    written.reserve(fields.size());
    for (const QString &each : fields)
        written.append(field(each));
    return written.join(u',').toUtf8() + "\r\n";
}

QFileDialog *askForCsvFile(QWidget *parent, const QString &title, const QString &fileName)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setObjectName(u"exportDialog"_qs);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(
        QCoreApplication::translate("CsvDialog", "Comma-separated values (*.csv)"));
    dialog->setDefaultSuffix(u"csv"_qs);
    dialog->selectFile(fileName);
    dialog->open();
    return dialog;
}

} // namespace Rainbow::Admin
