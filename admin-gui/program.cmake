# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT

# The window, as a library for the tests; main.cpp only starts it.
rainbow_library(AdminWindow
    SOURCES aboutdialog.cpp aboutdialog.h
            connectionstatus.cpp connectionstatus.h
            mainwindow.cpp mainwindow.h
            navigation.cpp navigation.h
            pages.cpp pages.h
    LINK Rainbow::AdminCharts Rainbow::AdminSessions Rainbow::AdminChannels Rainbow::AdminNodes
         Rainbow::AdminLog Rainbow::AdminSettings Rainbow::AdminIcons)

rainbow_program(rainbow-admin SOURCES main.cpp LINK Rainbow::AdminWindow Rainbow::AdminTranslations)
