/* Writes one made-up SAS data set: numbers, a special missing value, text. */
#include <fcntl.h>
#include <readstat.h>
#include <unistd.h>

static ssize_t put(const void *data, size_t length, void *context) { return write(*(int *)context, data, length); }

int main(int count, char **arguments) {
  int file = open(arguments[1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
  double hours[] = {12, 0, 0, 98, 43, 0, 14.5};
  const char *region[] = {"north", "north", "s\xc3\xbc" "d", "", "s\xc3\xbc" "d", "\xce\xa9mega", "north"};
  readstat_writer_t *writer = readstat_writer_init();
  readstat_set_data_writer(writer, put);
  readstat_writer_set_file_timestamp(writer, 1577836800);
  readstat_variable_t *h = readstat_add_variable(writer, "hours", READSTAT_TYPE_DOUBLE, 8);
  readstat_variable_set_label(h, "Hours of work");
  readstat_variable_t *r = readstat_add_variable(writer, "region", READSTAT_TYPE_STRING, 12);
  readstat_variable_t *d = readstat_add_variable(writer, "day", READSTAT_TYPE_DOUBLE, 8);
  readstat_variable_set_format(d, "DATE9");
  readstat_begin_writing_sas7bdat(writer, &file, 7);
  for (int i = 0; i < 7; i++) {
    readstat_begin_row(writer);
    if (i == 2) readstat_insert_tagged_missing_value(writer, h, 'A');
    else if (i == 5) readstat_insert_missing_value(writer, h);
    else readstat_insert_double_value(writer, h, hours[i]);
    readstat_insert_string_value(writer, r, region[i]);
    readstat_insert_double_value(writer, d, 21915 + i);
    readstat_end_row(writer);
  }
  readstat_error_t code = readstat_end_writing(writer);
  readstat_writer_free(writer);
  close(file);
  return code;
}
