-- block 1
-- reference
CREATE TABLE seal_instance (
  only_row integer NOT NULL CHECK (only_row = 1),
  instance text NOT NULL,
  bound_ms bigint NOT NULL,
  PRIMARY KEY (only_row)
);
