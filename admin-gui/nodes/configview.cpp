// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "configview.h"

#include "icons/icon.h"
#include "settings/theme.h"
#include "widgets.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSyntaxHighlighter>
#include <QToolButton>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

/// Sections stand out, comments stand back.
class IniHighlighter : public QSyntaxHighlighter {
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString &line) override
    {
        const QString trimmed = line.trimmed();
        QTextCharFormat format;
        if (trimmed.startsWith(u'[')) {
            format.setFontWeight(QFont::Bold);
            setFormat(0, static_cast<int>(line.size()), format);
        } else if (trimmed.startsWith(u'#') || trimmed.startsWith(u';')) {
            format.setForeground(Theme::color(Theme::Role::Muted));
            setFormat(0, static_cast<int>(line.size()), format);
        } else if (const qsizetype sign = line.indexOf(u'='); sign > 0) {
            format.setForeground(Theme::color(Theme::Role::Accent));
            setFormat(0, static_cast<int>(sign), format);
        }
    }
};

/// Highlights anew when the colours change.
class ConfigText : public QPlainTextEdit {
public:
    ConfigText() : m_highlighter(document()) { }

protected:
    void changeEvent(QEvent *event) override
    {
        QPlainTextEdit::changeEvent(event);
        if (event->type() == QEvent::PaletteChange)
            m_highlighter.rehighlight();
    }

private:
    IniHighlighter m_highlighter;
};

} // namespace

ConfigView::ConfigView(QWidget *parent)
    : QWidget(parent), m_title(makeHeading()), m_file(makeQuietLabel()), m_filter(new QLineEdit),
      m_refresh(new QToolButton), m_text(new ConfigText)
{
    m_file->setObjectName(u"configFile"_qs);
    m_file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_filter->setObjectName(u"configFilter"_qs);
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(240);
    m_refresh->setObjectName(u"configRefresh"_qs);
    m_refresh->setIcon(icon(u"refresh"_qs));
    m_refresh->setFocusPolicy(Qt::StrongFocus);
    m_text->setObjectName(u"config"_qs);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);

    auto *row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(m_title);
    row->addWidget(m_file, 1);
    row->addWidget(m_filter, 1);
    row->addWidget(m_refresh);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->addLayout(row);
    column->addWidget(m_text, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &ConfigView::update);
    connect(m_refresh, &QToolButton::clicked, this, &ConfigView::refreshWanted);
    retranslate();
}

void ConfigView::setConfig(const QString &config, const QString &file)
{
    m_config = config;
    m_source = file;
    m_problem.clear();
    update();
}

void ConfigView::setProblem(const QString &problem)
{
    m_config.clear();
    m_source.clear();
    m_problem = problem;
    update();
}

void ConfigView::retranslate()
{
    m_title->setText(tr("Configuration"));
    m_filter->setPlaceholderText(tr("Find a setting"));
    m_filter->setAccessibleName(tr("Find a setting"));
    m_refresh->setToolTip(tr("Read it again"));
    m_refresh->setAccessibleName(tr("Read the configuration again"));
    m_text->setAccessibleName(tr("Configuration"));
    update();
}

QString ConfigView::filtered(const QString &config, const QString &text)
{
    if (text.isEmpty())
        return config;
    QStringList found;
    QString section;
    for (const QString &line : config.split(u'\n')) {
        const bool heading = line.trimmed().startsWith(u'[');
        if (heading)
            section = line;
        if (!line.contains(text, Qt::CaseInsensitive))
            continue;
        if (!section.isEmpty() && !heading) {
            if (!found.isEmpty())
                found.append(QString());
            found.append(section);
        }
        if (!heading)
            found.append(line);
        section = heading ? section : QString();
    }
    return found.join(u'\n');
}

void ConfigView::update()
{
    m_file->setText(m_source);
    const QString text = filtered(m_config, m_filter->text().trimmed());
    m_text->setPlainText(text);
    const QString nothing = !m_problem.isEmpty() ? m_problem
        : m_config.isEmpty()                     ? tr("The relay has not said yet.")
                                                 : tr("No setting contains that text.");
    m_text->setPlaceholderText(text.isEmpty() ? nothing : QString());
}

} // namespace Rainbow::Admin
