-- Generated from src/gouji/tables.py: edit that, then `make docs`.
-- Put your ROOT in the place of s3://BUCKET/PREFIX. Every table twice: the reports that passed, and rejected_*.

CREATE EXTERNAL TABLE IF NOT EXISTS `documents` (
  `report_id` string COMMENT 'The report; null where the file was ignored',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the file’s SHA-256; null where ignored',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_name` string COMMENT 'Name of the body, canonical',
  `source_sha256` string COMMENT 'SHA-256 of the source file',
  `source_uri` string COMMENT 'Where the bytes were read',
  `source_url` string COMMENT 'Address the file was published at, where known',
  `file_name` string COMMENT 'Name of the file',
  `media_type` string COMMENT 'Media type of the source file',
  `first_seen_date` date COMMENT 'Day the file was first seen, China time',
  `status` string COMMENT 'What became of it',
  `reason` string COMMENT 'Why: the rules that rejected it, or why it was ignored or superseded'
)
COMMENT 'Every file read, one row each; those rejected, ignored or superseded stand only under rejected/'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/documents/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `reports` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_name` string COMMENT 'Name of the body, canonical, from its own division down',
  `agency_name_printed` string COMMENT 'Name of the body as printed',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `figures_cover_basis` string COMMENT 'What figures_cover rests on: the wording or the level',
  `province` string COMMENT 'Province',
  `prefecture` string COMMENT 'Prefecture; null in a municipality',
  `prefecture_code` string COMMENT 'Prefecture code',
  `county` string COMMENT 'County; null in a city without counties',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `township` string COMMENT 'Township',
  `township_code` string COMMENT 'Township code, nine digits',
  `title` string COMMENT 'Title',
  `published_date` date COMMENT 'Day of publication, as stated',
  `period_start` date COMMENT 'First day of the period',
  `period_end` date COMMENT 'Last day of the period',
  `contact` string COMMENT 'Contact, as printed',
  `proactive_edition` string COMMENT 'Edition of the form of table 2',
  `requests_edition` string COMMENT 'Edition of the form of table 3',
  `source_sha256` string COMMENT 'SHA-256 of the source file',
  `media_type` string COMMENT 'Media type of the source file',
  `verdict` string COMMENT 'Verdict',
  `source_uri` string COMMENT 'Where the bytes were read',
  `source_url` string COMMENT 'Address the file was published at, where known',
  `source_count` bigint COMMENT 'Files this report was read from [files]',
  `first_seen_date` date COMMENT 'Day the file was first seen, China time',
  `revision` bigint COMMENT 'Revision, from 1 [ordinal]',
  `superseded_by` string COMMENT 'Reading that took this one’s place',
  `errors` bigint COMMENT 'Errors the report shows by itself [findings]',
  `warnings` bigint COMMENT 'Warnings the report shows by itself [findings]',
  `notices` bigint COMMENT 'Notices the report shows by itself [findings]',
  `worst_severity` string COMMENT 'Worst severity the report shows by itself',
  `decision_ids` string COMMENT 'Decisions of a person that apply, joined by spaces',
  `ocr_confidence` double COMMENT 'Lowest confidence of OCR; null unless read by OCR [share]'
)
COMMENT 'Reports, one row each'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/reports/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `proactive_disclosure` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `cell` string COMMENT 'The cell: table/row/column',
  `item` string COMMENT 'Row: the kind of information',
  `measure` string COMMENT 'Column: what is counted',
  `item_zh` string COMMENT 'Row label, canonical Chinese',
  `measure_zh` string COMMENT 'Column label, canonical Chinese',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `meaning` string COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  `value` decimal(24,6) COMMENT 'The printed number, null when none is printed; its unit is in `unit` [see unit]',
  `unit` string COMMENT 'Unit as printed',
  `unit_basis` string COMMENT 'Where the unit stands: cell, header, the form (counts), none',
  `unit_inferred` string COMMENT 'Unit inferred where exactly one is plausible; not printed',
  `amount_cny` decimal(24,4) COMMENT 'Money in yuan, where the unit is printed or the amount is 0 [CNY]',
  `amount_cny_inferred` decimal(24,4) COMMENT 'Money in yuan by the inferred unit [CNY]',
  `proven` boolean COMMENT 'Row and column of the cell are certain',
  `confidence` double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  `worst_severity` string COMMENT 'Worst severity among the findings that name this cell',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'Table 2, proactive disclosure: one row a cell'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/proactive_disclosure/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `requests` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `cell` string COMMENT 'The cell: table/row/column',
  `outcome` string COMMENT 'Row: received, outcome, carried over',
  `applicant` string COMMENT 'Column: kind of applicant',
  `outcome_zh` string COMMENT 'Row label, canonical Chinese',
  `applicant_zh` string COMMENT 'Column label, canonical Chinese',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `meaning` string COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  `value` bigint COMMENT 'The printed number, null when none is printed [requests]',
  `computed_value` bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  `resolved_value` bigint COMMENT 'The printed value; for a blank, only what the form’s own sums prove; else null [count]',
  `proven` boolean COMMENT 'Row and column of the cell are certain',
  `confidence` double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  `worst_severity` string COMMENT 'Worst severity among the findings that name this cell',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'Table 3, requests received and handled: one row a cell'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/requests/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `proceedings` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `cell` string COMMENT 'The cell: table/row/column',
  `channel` string COMMENT 'Channel: reconsideration, suit filed directly, suit after reconsideration',
  `outcome` string COMMENT 'Outcome',
  `channel_zh` string COMMENT 'Channel label, canonical Chinese',
  `outcome_zh` string COMMENT 'Outcome label, canonical Chinese',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `meaning` string COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  `value` bigint COMMENT 'The printed number, null when none is printed [cases]',
  `computed_value` bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  `resolved_value` bigint COMMENT 'The printed value; for a blank, only what the form’s own sums prove; else null [count]',
  `proven` boolean COMMENT 'Row and column of the cell are certain',
  `confidence` double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  `worst_severity` string COMMENT 'Worst severity among the findings that name this cell',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'Table 4, reconsideration and litigation: one row a cell'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/proceedings/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `sections` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `position` bigint COMMENT 'Order in the report [ordinal]',
  `section` string COMMENT 'Section',
  `heading` string COMMENT 'Heading as printed',
  `text` string COMMENT 'Text'
)
COMMENT 'The text, one row a section'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/sections/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `statements` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `group` string COMMENT 'Group that ties parts to their total',
  `subject` string COMMENT 'What is counted: disclosed_total, disclosed_part, requests.<outcome>.<applicant>, proceedings.<channel>.<outcome>, normative.<measure>, sections_count, info_fee_notice_count, info_fee_charged_yuan, info_fee_collected_yuan; keys as in the tables, and fo...',
  `part` string COMMENT 'Channel or part, as printed',
  `scope` string COMMENT 'Scope of the claim',
  `value` decimal(24,6) COMMENT 'The number claimed [see unit]',
  `bound` string COMMENT 'Exact or a bound',
  `unit` string COMMENT 'Unit as printed',
  `quote` string COMMENT 'The sentence, quoted',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'Figures the text claims, one row each'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/statements/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `findings` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `finding_id` string COMMENT 'The finding: rule/number',
  `rule_id` string COMMENT 'The rule',
  `severity` string COMMENT 'Severity; an error rejects the report',
  `cells` string COMMENT 'Cells involved, joined by spaces',
  `reported` decimal(24,6) COMMENT 'The printed value',
  `computed` decimal(24,6) COMMENT 'The computed value',
  `formula` string COMMENT 'The formula',
  `suspects` string COMMENT 'Cells that alone could be the cause, with the value that would do (cell=value), joined by spaces',
  `message_zh` string COMMENT 'What is wrong, in Chinese',
  `message_en` string COMMENT 'What is wrong, in English',
  `decision` string COMMENT 'Decision of a person',
  `decision_reason` string COMMENT 'Reason for the decision'
)
COMMENT 'Findings: one row for each rule that did not hold'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/findings/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `finding_cells` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `finding_id` string COMMENT 'The finding',
  `cell` string COMMENT 'The cell: table/row/column',
  `role` string COMMENT 'Role in the finding',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `value` decimal(24,6) COMMENT 'Value of the cell; for a suspect the value that would satisfy all failing sums'
)
COMMENT 'Cells of the findings, one row each'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/finding_cells/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `statistics_2014` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `cell` string COMMENT 'The cell: table/row/column',
  `item` string COMMENT 'Indicator; `other` for rows the place has added',
  `item_zh` string COMMENT 'Label of the indicator, canonical Chinese; null for other',
  `label` string COMMENT 'Label of the indicator as printed',
  `breakdown` string COMMENT 'Head of the column as printed where the figures are split; null for the one column of figures',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `meaning` string COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  `value` decimal(24,6) COMMENT 'The printed number, null when none is printed; its unit is in `unit` [see unit]',
  `unit` string COMMENT 'Unit as printed, such as 条, 件, 万元',
  `computed_value` bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  `proven` boolean COMMENT 'Row and column of the cell are certain',
  `confidence` double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  `worst_severity` string COMMENT 'Worst severity among the findings that name this cell',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'The statistics form of 2014, reports for 2014-2018: one row a figure'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/current/statistics_2014/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '2008,2049',
  'projection.region.type' = 'enum',
  'projection.region.values' = '100000,110000,120000,130000,140000,150000,210000,220000,230000,310000,320000,330000,340000,350000,360000,370000,410000,420000,430000,440000,450000,460000,500000,510000,520000,530000,540000,610000,620000,630000,640000,650000,660000'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_documents` (
  `report_id` string COMMENT 'The report; null where the file was ignored',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the file’s SHA-256; null where ignored',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_name` string COMMENT 'Name of the body, canonical',
  `source_sha256` string COMMENT 'SHA-256 of the source file',
  `source_uri` string COMMENT 'Where the bytes were read',
  `source_url` string COMMENT 'Address the file was published at, where known',
  `file_name` string COMMENT 'Name of the file',
  `media_type` string COMMENT 'Media type of the source file',
  `first_seen_date` date COMMENT 'Day the file was first seen, China time',
  `status` string COMMENT 'What became of it',
  `reason` string COMMENT 'Why: the rules that rejected it, or why it was ignored or superseded'
)
COMMENT 'Every file read, one row each; those rejected, ignored or superseded stand only under rejected/'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/documents/';

MSCK REPAIR TABLE `rejected_documents`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_reports` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_name` string COMMENT 'Name of the body, canonical, from its own division down',
  `agency_name_printed` string COMMENT 'Name of the body as printed',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `figures_cover_basis` string COMMENT 'What figures_cover rests on: the wording or the level',
  `province` string COMMENT 'Province',
  `prefecture` string COMMENT 'Prefecture; null in a municipality',
  `prefecture_code` string COMMENT 'Prefecture code',
  `county` string COMMENT 'County; null in a city without counties',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `township` string COMMENT 'Township',
  `township_code` string COMMENT 'Township code, nine digits',
  `title` string COMMENT 'Title',
  `published_date` date COMMENT 'Day of publication, as stated',
  `period_start` date COMMENT 'First day of the period',
  `period_end` date COMMENT 'Last day of the period',
  `contact` string COMMENT 'Contact, as printed',
  `proactive_edition` string COMMENT 'Edition of the form of table 2',
  `requests_edition` string COMMENT 'Edition of the form of table 3',
  `source_sha256` string COMMENT 'SHA-256 of the source file',
  `media_type` string COMMENT 'Media type of the source file',
  `verdict` string COMMENT 'Verdict',
  `source_uri` string COMMENT 'Where the bytes were read',
  `source_url` string COMMENT 'Address the file was published at, where known',
  `source_count` bigint COMMENT 'Files this report was read from [files]',
  `first_seen_date` date COMMENT 'Day the file was first seen, China time',
  `revision` bigint COMMENT 'Revision, from 1 [ordinal]',
  `superseded_by` string COMMENT 'Reading that took this one’s place',
  `errors` bigint COMMENT 'Errors the report shows by itself [findings]',
  `warnings` bigint COMMENT 'Warnings the report shows by itself [findings]',
  `notices` bigint COMMENT 'Notices the report shows by itself [findings]',
  `worst_severity` string COMMENT 'Worst severity the report shows by itself',
  `decision_ids` string COMMENT 'Decisions of a person that apply, joined by spaces',
  `ocr_confidence` double COMMENT 'Lowest confidence of OCR; null unless read by OCR [share]'
)
COMMENT 'Reports, one row each'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/reports/';

MSCK REPAIR TABLE `rejected_reports`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_proactive_disclosure` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `cell` string COMMENT 'The cell: table/row/column',
  `item` string COMMENT 'Row: the kind of information',
  `measure` string COMMENT 'Column: what is counted',
  `item_zh` string COMMENT 'Row label, canonical Chinese',
  `measure_zh` string COMMENT 'Column label, canonical Chinese',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `meaning` string COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  `value` decimal(24,6) COMMENT 'The printed number, null when none is printed; its unit is in `unit` [see unit]',
  `unit` string COMMENT 'Unit as printed',
  `unit_basis` string COMMENT 'Where the unit stands: cell, header, the form (counts), none',
  `unit_inferred` string COMMENT 'Unit inferred where exactly one is plausible; not printed',
  `amount_cny` decimal(24,4) COMMENT 'Money in yuan, where the unit is printed or the amount is 0 [CNY]',
  `amount_cny_inferred` decimal(24,4) COMMENT 'Money in yuan by the inferred unit [CNY]',
  `proven` boolean COMMENT 'Row and column of the cell are certain',
  `confidence` double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  `worst_severity` string COMMENT 'Worst severity among the findings that name this cell',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'Table 2, proactive disclosure: one row a cell'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/proactive_disclosure/';

MSCK REPAIR TABLE `rejected_proactive_disclosure`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_requests` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `cell` string COMMENT 'The cell: table/row/column',
  `outcome` string COMMENT 'Row: received, outcome, carried over',
  `applicant` string COMMENT 'Column: kind of applicant',
  `outcome_zh` string COMMENT 'Row label, canonical Chinese',
  `applicant_zh` string COMMENT 'Column label, canonical Chinese',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `meaning` string COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  `value` bigint COMMENT 'The printed number, null when none is printed [requests]',
  `computed_value` bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  `resolved_value` bigint COMMENT 'The printed value; for a blank, only what the form’s own sums prove; else null [count]',
  `proven` boolean COMMENT 'Row and column of the cell are certain',
  `confidence` double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  `worst_severity` string COMMENT 'Worst severity among the findings that name this cell',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'Table 3, requests received and handled: one row a cell'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/requests/';

MSCK REPAIR TABLE `rejected_requests`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_proceedings` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `cell` string COMMENT 'The cell: table/row/column',
  `channel` string COMMENT 'Channel: reconsideration, suit filed directly, suit after reconsideration',
  `outcome` string COMMENT 'Outcome',
  `channel_zh` string COMMENT 'Channel label, canonical Chinese',
  `outcome_zh` string COMMENT 'Outcome label, canonical Chinese',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `meaning` string COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  `value` bigint COMMENT 'The printed number, null when none is printed [cases]',
  `computed_value` bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  `resolved_value` bigint COMMENT 'The printed value; for a blank, only what the form’s own sums prove; else null [count]',
  `proven` boolean COMMENT 'Row and column of the cell are certain',
  `confidence` double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  `worst_severity` string COMMENT 'Worst severity among the findings that name this cell',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'Table 4, reconsideration and litigation: one row a cell'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/proceedings/';

MSCK REPAIR TABLE `rejected_proceedings`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_sections` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `position` bigint COMMENT 'Order in the report [ordinal]',
  `section` string COMMENT 'Section',
  `heading` string COMMENT 'Heading as printed',
  `text` string COMMENT 'Text'
)
COMMENT 'The text, one row a section'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/sections/';

MSCK REPAIR TABLE `rejected_sections`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_statements` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `group` string COMMENT 'Group that ties parts to their total',
  `subject` string COMMENT 'What is counted: disclosed_total, disclosed_part, requests.<outcome>.<applicant>, proceedings.<channel>.<outcome>, normative.<measure>, sections_count, info_fee_notice_count, info_fee_charged_yuan, info_fee_collected_yuan; keys as in the tables, and fo...',
  `part` string COMMENT 'Channel or part, as printed',
  `scope` string COMMENT 'Scope of the claim',
  `value` decimal(24,6) COMMENT 'The number claimed [see unit]',
  `bound` string COMMENT 'Exact or a bound',
  `unit` string COMMENT 'Unit as printed',
  `quote` string COMMENT 'The sentence, quoted',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'Figures the text claims, one row each'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/statements/';

MSCK REPAIR TABLE `rejected_statements`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_findings` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `finding_id` string COMMENT 'The finding: rule/number',
  `rule_id` string COMMENT 'The rule',
  `severity` string COMMENT 'Severity; an error rejects the report',
  `cells` string COMMENT 'Cells involved, joined by spaces',
  `reported` decimal(24,6) COMMENT 'The printed value',
  `computed` decimal(24,6) COMMENT 'The computed value',
  `formula` string COMMENT 'The formula',
  `suspects` string COMMENT 'Cells that alone could be the cause, with the value that would do (cell=value), joined by spaces',
  `message_zh` string COMMENT 'What is wrong, in Chinese',
  `message_en` string COMMENT 'What is wrong, in English',
  `decision` string COMMENT 'Decision of a person',
  `decision_reason` string COMMENT 'Reason for the decision'
)
COMMENT 'Findings: one row for each rule that did not hold'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/findings/';

MSCK REPAIR TABLE `rejected_findings`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_finding_cells` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `finding_id` string COMMENT 'The finding',
  `cell` string COMMENT 'The cell: table/row/column',
  `role` string COMMENT 'Role in the finding',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `value` decimal(24,6) COMMENT 'Value of the cell; for a suspect the value that would satisfy all failing sums'
)
COMMENT 'Cells of the findings, one row each'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/finding_cells/';

MSCK REPAIR TABLE `rejected_finding_cells`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejected_statistics_2014` (
  `report_id` string COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  `reading_id` string COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  `agency_id` string COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  `report_year` smallint COMMENT 'Year the report is about, not the year it was published [year]',
  `region_code` string COMMENT 'Province-level division code, six digits',
  `agency_level` string COMMENT 'Level of the body',
  `agency_kind` string COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  `figures_cover` string COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  `county_code` string COMMENT 'County code in force at the end of the report year',
  `cell` string COMMENT 'The cell: table/row/column',
  `item` string COMMENT 'Indicator; `other` for rows the place has added',
  `item_zh` string COMMENT 'Label of the indicator, canonical Chinese; null for other',
  `label` string COMMENT 'Label of the indicator as printed',
  `breakdown` string COMMENT 'Head of the column as printed where the figures are split; null for the one column of figures',
  `printed` string COMMENT 'The text as printed, outer white space stripped',
  `meaning` string COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  `value` decimal(24,6) COMMENT 'The printed number, null when none is printed; its unit is in `unit` [see unit]',
  `unit` string COMMENT 'Unit as printed, such as 条, 件, 万元',
  `computed_value` bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  `proven` boolean COMMENT 'Row and column of the cell are certain',
  `confidence` double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  `worst_severity` string COMMENT 'Worst severity among the findings that name this cell',
  `place` string COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131'
)
COMMENT 'The statistics form of 2014, reports for 2014-2018: one row a figure'
PARTITIONED BY (`year` int, `region` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/PREFIX/rejected/statistics_2014/';

MSCK REPAIR TABLE `rejected_statistics_2014`;
