-- attempt_test_sql_age: so much time goes by for what was counted
UPDATE attempts SET since_ms = since_ms - :ms, until_ms = until_ms - :ms;
