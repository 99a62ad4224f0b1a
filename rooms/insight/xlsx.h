/* xlsx.h: what this program asks of libxlsxwriter. Its own header names functions that are poisoned
 * here (kit/base/banned.h), so the few declarations stand by themselves, as in version 1.1. */
#pragma once
#include <stdint.h>

typedef struct lxw_workbook lxw_workbook;
typedef struct lxw_worksheet lxw_worksheet;
typedef struct lxw_format lxw_format;

lxw_workbook *workbook_new(const char *filename);
lxw_worksheet *workbook_add_worksheet(lxw_workbook *workbook, const char *sheetname);
lxw_format *workbook_add_format(lxw_workbook *workbook);
int workbook_close(lxw_workbook *workbook); /* 0: no error */
void format_set_num_format(lxw_format *format, const char *num_format);
int worksheet_write_string(lxw_worksheet *worksheet, uint32_t row, uint16_t col, const char *string,
                           lxw_format *format);
int worksheet_write_number(lxw_worksheet *worksheet, uint32_t row, uint16_t col, double number,
                           lxw_format *format);
int worksheet_set_column(lxw_worksheet *worksheet, uint16_t first_col, uint16_t last_col,
                         double width, lxw_format *format);
