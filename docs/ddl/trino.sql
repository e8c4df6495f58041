-- Generated from src/gouji/tables.py: edit that, then `make docs`.
-- Put your ROOT in the place of s3://BUCKET/PREFIX. Every table twice: the reports that passed, and rejected_*.

CREATE TABLE IF NOT EXISTS hive.gouji."documents" (
  "report_id" varchar COMMENT 'The report; null where the file was ignored',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the file’s SHA-256; null where ignored',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_name" varchar COMMENT 'Name of the body, canonical',
  "source_sha256" varchar COMMENT 'SHA-256 of the source file',
  "source_uri" varchar COMMENT 'Where the bytes were read',
  "source_url" varchar COMMENT 'Address the file was published at, where known',
  "file_name" varchar COMMENT 'Name of the file',
  "media_type" varchar COMMENT 'Media type of the source file',
  "first_seen_date" date COMMENT 'Day the file was first seen, China time',
  "status" varchar COMMENT 'What became of it',
  "reason" varchar COMMENT 'Why: the rules that rejected it, or why it was ignored or superseded',
  "year" integer,
  "region" varchar
)
COMMENT 'Every file read, one row each; those rejected, ignored or superseded stand only under rejected/'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/documents/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'documents', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."reports" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_name" varchar COMMENT 'Name of the body, canonical, from its own division down',
  "agency_name_printed" varchar COMMENT 'Name of the body as printed',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "figures_cover_basis" varchar COMMENT 'What figures_cover rests on: the wording or the level',
  "province" varchar COMMENT 'Province',
  "prefecture" varchar COMMENT 'Prefecture; null in a municipality',
  "prefecture_code" varchar COMMENT 'Prefecture code',
  "county" varchar COMMENT 'County; null in a city without counties',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "township" varchar COMMENT 'Township',
  "township_code" varchar COMMENT 'Township code, nine digits',
  "title" varchar COMMENT 'Title',
  "published_date" date COMMENT 'Day of publication, as stated',
  "period_start" date COMMENT 'First day of the period',
  "period_end" date COMMENT 'Last day of the period',
  "contact" varchar COMMENT 'Contact, as printed',
  "proactive_edition" varchar COMMENT 'Edition of the form of table 2',
  "requests_edition" varchar COMMENT 'Edition of the form of table 3',
  "source_sha256" varchar COMMENT 'SHA-256 of the source file',
  "media_type" varchar COMMENT 'Media type of the source file',
  "verdict" varchar COMMENT 'Verdict',
  "source_uri" varchar COMMENT 'Where the bytes were read',
  "source_url" varchar COMMENT 'Address the file was published at, where known',
  "source_count" bigint COMMENT 'Files this report was read from [files]',
  "first_seen_date" date COMMENT 'Day the file was first seen, China time',
  "revision" bigint COMMENT 'Revision, from 1 [ordinal]',
  "superseded_by" varchar COMMENT 'Reading that took this one’s place',
  "errors" bigint COMMENT 'Errors the report shows by itself [findings]',
  "warnings" bigint COMMENT 'Warnings the report shows by itself [findings]',
  "notices" bigint COMMENT 'Notices the report shows by itself [findings]',
  "worst_severity" varchar COMMENT 'Worst severity the report shows by itself',
  "decision_ids" varchar COMMENT 'Decisions of a person that apply, joined by spaces',
  "ocr_confidence" double COMMENT 'Lowest confidence of OCR; null unless read by OCR [share]',
  "year" integer,
  "region" varchar
)
COMMENT 'Reports, one row each'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/reports/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'reports', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."proactive_disclosure" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "item" varchar COMMENT 'Row: the kind of information',
  "measure" varchar COMMENT 'Column: what is counted',
  "item_zh" varchar COMMENT 'Row label, canonical Chinese',
  "measure_zh" varchar COMMENT 'Column label, canonical Chinese',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "meaning" varchar COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  "value" decimal(24,6) COMMENT 'The printed number, null when none is printed; its unit is in `unit` [see unit]',
  "unit" varchar COMMENT 'Unit as printed',
  "unit_basis" varchar COMMENT 'Where the unit stands: cell, header, the form (counts), none',
  "unit_inferred" varchar COMMENT 'Unit inferred where exactly one is plausible; not printed',
  "amount_cny" decimal(24,4) COMMENT 'Money in yuan, where the unit is printed or the amount is 0 [CNY]',
  "amount_cny_inferred" decimal(24,4) COMMENT 'Money in yuan by the inferred unit [CNY]',
  "proven" boolean COMMENT 'Row and column of the cell are certain',
  "confidence" double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  "worst_severity" varchar COMMENT 'Worst severity among the findings that name this cell',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'Table 2, proactive disclosure: one row a cell'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/proactive_disclosure/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'proactive_disclosure', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."requests" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "outcome" varchar COMMENT 'Row: received, outcome, carried over',
  "applicant" varchar COMMENT 'Column: kind of applicant',
  "outcome_zh" varchar COMMENT 'Row label, canonical Chinese',
  "applicant_zh" varchar COMMENT 'Column label, canonical Chinese',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "meaning" varchar COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  "value" bigint COMMENT 'The printed number, null when none is printed [requests]',
  "computed_value" bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  "resolved_value" bigint COMMENT 'The printed value; for a blank, only what the form’s own sums prove; else null [count]',
  "proven" boolean COMMENT 'Row and column of the cell are certain',
  "confidence" double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  "worst_severity" varchar COMMENT 'Worst severity among the findings that name this cell',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'Table 3, requests received and handled: one row a cell'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/requests/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'requests', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."proceedings" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "channel" varchar COMMENT 'Channel: reconsideration, suit filed directly, suit after reconsideration',
  "outcome" varchar COMMENT 'Outcome',
  "channel_zh" varchar COMMENT 'Channel label, canonical Chinese',
  "outcome_zh" varchar COMMENT 'Outcome label, canonical Chinese',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "meaning" varchar COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  "value" bigint COMMENT 'The printed number, null when none is printed [cases]',
  "computed_value" bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  "resolved_value" bigint COMMENT 'The printed value; for a blank, only what the form’s own sums prove; else null [count]',
  "proven" boolean COMMENT 'Row and column of the cell are certain',
  "confidence" double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  "worst_severity" varchar COMMENT 'Worst severity among the findings that name this cell',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'Table 4, reconsideration and litigation: one row a cell'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/proceedings/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'proceedings', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."sections" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "position" bigint COMMENT 'Order in the report [ordinal]',
  "section" varchar COMMENT 'Section',
  "heading" varchar COMMENT 'Heading as printed',
  "text" varchar COMMENT 'Text',
  "year" integer,
  "region" varchar
)
COMMENT 'The text, one row a section'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/sections/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'sections', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."statements" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "group" varchar COMMENT 'Group that ties parts to their total',
  "subject" varchar COMMENT 'What is counted: disclosed_total, disclosed_part, requests.<outcome>.<applicant>, proceedings.<channel>.<outcome>, normative.<measure>, sections_count, info_fee_notice_count, info_fee_charged_yuan, info_fee_collected_yuan; keys as in the tables, and fo...',
  "part" varchar COMMENT 'Channel or part, as printed',
  "scope" varchar COMMENT 'Scope of the claim',
  "value" decimal(24,6) COMMENT 'The number claimed [see unit]',
  "bound" varchar COMMENT 'Exact or a bound',
  "unit" varchar COMMENT 'Unit as printed',
  "quote" varchar COMMENT 'The sentence, quoted',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'Figures the text claims, one row each'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/statements/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'statements', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."findings" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "finding_id" varchar COMMENT 'The finding: rule/number',
  "rule_id" varchar COMMENT 'The rule',
  "severity" varchar COMMENT 'Severity; an error rejects the report',
  "cells" varchar COMMENT 'Cells involved, joined by spaces',
  "reported" decimal(24,6) COMMENT 'The printed value',
  "computed" decimal(24,6) COMMENT 'The computed value',
  "formula" varchar COMMENT 'The formula',
  "suspects" varchar COMMENT 'Cells that alone could be the cause, with the value that would do (cell=value), joined by spaces',
  "message_zh" varchar COMMENT 'What is wrong, in Chinese',
  "message_en" varchar COMMENT 'What is wrong, in English',
  "decision" varchar COMMENT 'Decision of a person',
  "decision_reason" varchar COMMENT 'Reason for the decision',
  "year" integer,
  "region" varchar
)
COMMENT 'Findings: one row for each rule that did not hold'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/findings/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'findings', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."finding_cells" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "finding_id" varchar COMMENT 'The finding',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "role" varchar COMMENT 'Role in the finding',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "value" decimal(24,6) COMMENT 'Value of the cell; for a suspect the value that would satisfy all failing sums',
  "year" integer,
  "region" varchar
)
COMMENT 'Cells of the findings, one row each'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/finding_cells/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'finding_cells', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."statistics_2014" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "item" varchar COMMENT 'Indicator; `other` for rows the place has added',
  "item_zh" varchar COMMENT 'Label of the indicator, canonical Chinese; null for other',
  "label" varchar COMMENT 'Label of the indicator as printed',
  "breakdown" varchar COMMENT 'Head of the column as printed where the figures are split; null for the one column of figures',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "meaning" varchar COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  "value" decimal(24,6) COMMENT 'The printed number, null when none is printed; its unit is in `unit` [see unit]',
  "unit" varchar COMMENT 'Unit as printed, such as 条, 件, 万元',
  "computed_value" bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  "proven" boolean COMMENT 'Row and column of the cell are certain',
  "confidence" double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  "worst_severity" varchar COMMENT 'Worst severity among the findings that name this cell',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'The statistics form of 2014, reports for 2014-2018: one row a figure'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/current/statistics_2014/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'statistics_2014', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_documents" (
  "report_id" varchar COMMENT 'The report; null where the file was ignored',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the file’s SHA-256; null where ignored',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_name" varchar COMMENT 'Name of the body, canonical',
  "source_sha256" varchar COMMENT 'SHA-256 of the source file',
  "source_uri" varchar COMMENT 'Where the bytes were read',
  "source_url" varchar COMMENT 'Address the file was published at, where known',
  "file_name" varchar COMMENT 'Name of the file',
  "media_type" varchar COMMENT 'Media type of the source file',
  "first_seen_date" date COMMENT 'Day the file was first seen, China time',
  "status" varchar COMMENT 'What became of it',
  "reason" varchar COMMENT 'Why: the rules that rejected it, or why it was ignored or superseded',
  "year" integer,
  "region" varchar
)
COMMENT 'Every file read, one row each; those rejected, ignored or superseded stand only under rejected/'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/documents/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_documents', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_reports" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_name" varchar COMMENT 'Name of the body, canonical, from its own division down',
  "agency_name_printed" varchar COMMENT 'Name of the body as printed',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "figures_cover_basis" varchar COMMENT 'What figures_cover rests on: the wording or the level',
  "province" varchar COMMENT 'Province',
  "prefecture" varchar COMMENT 'Prefecture; null in a municipality',
  "prefecture_code" varchar COMMENT 'Prefecture code',
  "county" varchar COMMENT 'County; null in a city without counties',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "township" varchar COMMENT 'Township',
  "township_code" varchar COMMENT 'Township code, nine digits',
  "title" varchar COMMENT 'Title',
  "published_date" date COMMENT 'Day of publication, as stated',
  "period_start" date COMMENT 'First day of the period',
  "period_end" date COMMENT 'Last day of the period',
  "contact" varchar COMMENT 'Contact, as printed',
  "proactive_edition" varchar COMMENT 'Edition of the form of table 2',
  "requests_edition" varchar COMMENT 'Edition of the form of table 3',
  "source_sha256" varchar COMMENT 'SHA-256 of the source file',
  "media_type" varchar COMMENT 'Media type of the source file',
  "verdict" varchar COMMENT 'Verdict',
  "source_uri" varchar COMMENT 'Where the bytes were read',
  "source_url" varchar COMMENT 'Address the file was published at, where known',
  "source_count" bigint COMMENT 'Files this report was read from [files]',
  "first_seen_date" date COMMENT 'Day the file was first seen, China time',
  "revision" bigint COMMENT 'Revision, from 1 [ordinal]',
  "superseded_by" varchar COMMENT 'Reading that took this one’s place',
  "errors" bigint COMMENT 'Errors the report shows by itself [findings]',
  "warnings" bigint COMMENT 'Warnings the report shows by itself [findings]',
  "notices" bigint COMMENT 'Notices the report shows by itself [findings]',
  "worst_severity" varchar COMMENT 'Worst severity the report shows by itself',
  "decision_ids" varchar COMMENT 'Decisions of a person that apply, joined by spaces',
  "ocr_confidence" double COMMENT 'Lowest confidence of OCR; null unless read by OCR [share]',
  "year" integer,
  "region" varchar
)
COMMENT 'Reports, one row each'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/reports/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_reports', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_proactive_disclosure" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "item" varchar COMMENT 'Row: the kind of information',
  "measure" varchar COMMENT 'Column: what is counted',
  "item_zh" varchar COMMENT 'Row label, canonical Chinese',
  "measure_zh" varchar COMMENT 'Column label, canonical Chinese',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "meaning" varchar COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  "value" decimal(24,6) COMMENT 'The printed number, null when none is printed; its unit is in `unit` [see unit]',
  "unit" varchar COMMENT 'Unit as printed',
  "unit_basis" varchar COMMENT 'Where the unit stands: cell, header, the form (counts), none',
  "unit_inferred" varchar COMMENT 'Unit inferred where exactly one is plausible; not printed',
  "amount_cny" decimal(24,4) COMMENT 'Money in yuan, where the unit is printed or the amount is 0 [CNY]',
  "amount_cny_inferred" decimal(24,4) COMMENT 'Money in yuan by the inferred unit [CNY]',
  "proven" boolean COMMENT 'Row and column of the cell are certain',
  "confidence" double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  "worst_severity" varchar COMMENT 'Worst severity among the findings that name this cell',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'Table 2, proactive disclosure: one row a cell'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/proactive_disclosure/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_proactive_disclosure', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_requests" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "outcome" varchar COMMENT 'Row: received, outcome, carried over',
  "applicant" varchar COMMENT 'Column: kind of applicant',
  "outcome_zh" varchar COMMENT 'Row label, canonical Chinese',
  "applicant_zh" varchar COMMENT 'Column label, canonical Chinese',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "meaning" varchar COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  "value" bigint COMMENT 'The printed number, null when none is printed [requests]',
  "computed_value" bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  "resolved_value" bigint COMMENT 'The printed value; for a blank, only what the form’s own sums prove; else null [count]',
  "proven" boolean COMMENT 'Row and column of the cell are certain',
  "confidence" double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  "worst_severity" varchar COMMENT 'Worst severity among the findings that name this cell',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'Table 3, requests received and handled: one row a cell'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/requests/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_requests', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_proceedings" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "channel" varchar COMMENT 'Channel: reconsideration, suit filed directly, suit after reconsideration',
  "outcome" varchar COMMENT 'Outcome',
  "channel_zh" varchar COMMENT 'Channel label, canonical Chinese',
  "outcome_zh" varchar COMMENT 'Outcome label, canonical Chinese',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "meaning" varchar COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  "value" bigint COMMENT 'The printed number, null when none is printed [cases]',
  "computed_value" bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  "resolved_value" bigint COMMENT 'The printed value; for a blank, only what the form’s own sums prove; else null [count]',
  "proven" boolean COMMENT 'Row and column of the cell are certain',
  "confidence" double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  "worst_severity" varchar COMMENT 'Worst severity among the findings that name this cell',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'Table 4, reconsideration and litigation: one row a cell'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/proceedings/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_proceedings', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_sections" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "position" bigint COMMENT 'Order in the report [ordinal]',
  "section" varchar COMMENT 'Section',
  "heading" varchar COMMENT 'Heading as printed',
  "text" varchar COMMENT 'Text',
  "year" integer,
  "region" varchar
)
COMMENT 'The text, one row a section'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/sections/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_sections', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_statements" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "group" varchar COMMENT 'Group that ties parts to their total',
  "subject" varchar COMMENT 'What is counted: disclosed_total, disclosed_part, requests.<outcome>.<applicant>, proceedings.<channel>.<outcome>, normative.<measure>, sections_count, info_fee_notice_count, info_fee_charged_yuan, info_fee_collected_yuan; keys as in the tables, and fo...',
  "part" varchar COMMENT 'Channel or part, as printed',
  "scope" varchar COMMENT 'Scope of the claim',
  "value" decimal(24,6) COMMENT 'The number claimed [see unit]',
  "bound" varchar COMMENT 'Exact or a bound',
  "unit" varchar COMMENT 'Unit as printed',
  "quote" varchar COMMENT 'The sentence, quoted',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'Figures the text claims, one row each'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/statements/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_statements', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_findings" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "finding_id" varchar COMMENT 'The finding: rule/number',
  "rule_id" varchar COMMENT 'The rule',
  "severity" varchar COMMENT 'Severity; an error rejects the report',
  "cells" varchar COMMENT 'Cells involved, joined by spaces',
  "reported" decimal(24,6) COMMENT 'The printed value',
  "computed" decimal(24,6) COMMENT 'The computed value',
  "formula" varchar COMMENT 'The formula',
  "suspects" varchar COMMENT 'Cells that alone could be the cause, with the value that would do (cell=value), joined by spaces',
  "message_zh" varchar COMMENT 'What is wrong, in Chinese',
  "message_en" varchar COMMENT 'What is wrong, in English',
  "decision" varchar COMMENT 'Decision of a person',
  "decision_reason" varchar COMMENT 'Reason for the decision',
  "year" integer,
  "region" varchar
)
COMMENT 'Findings: one row for each rule that did not hold'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/findings/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_findings', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_finding_cells" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "finding_id" varchar COMMENT 'The finding',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "role" varchar COMMENT 'Role in the finding',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "value" decimal(24,6) COMMENT 'Value of the cell; for a suspect the value that would satisfy all failing sums',
  "year" integer,
  "region" varchar
)
COMMENT 'Cells of the findings, one row each'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/finding_cells/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_finding_cells', 'FULL');

CREATE TABLE IF NOT EXISTS hive.gouji."rejected_statistics_2014" (
  "report_id" varchar COMMENT 'The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown',
  "reading_id" varchar COMMENT 'The reading: first 16 hex digits of the source file’s SHA-256',
  "agency_id" varchar COMMENT 'The body, opaque and permanent: renames and new codes never change it',
  "report_year" smallint COMMENT 'Year the report is about, not the year it was published [year]',
  "region_code" varchar COMMENT 'Province-level division code, six digits',
  "agency_level" varchar COMMENT 'Level of the body',
  "agency_kind" varchar COMMENT 'Kind of body; a street office is a government, a zone’s committee is other',
  "figures_cover" varchar COMMENT 'What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both',
  "county_code" varchar COMMENT 'County code in force at the end of the report year',
  "cell" varchar COMMENT 'The cell: table/row/column',
  "item" varchar COMMENT 'Indicator; `other` for rows the place has added',
  "item_zh" varchar COMMENT 'Label of the indicator, canonical Chinese; null for other',
  "label" varchar COMMENT 'Label of the indicator as printed',
  "breakdown" varchar COMMENT 'Head of the column as printed where the figures are split; null for the one column of figures',
  "printed" varchar COMMENT 'The text as printed, outer white space stripped',
  "meaning" varchar COMMENT 'What the text is: a number, blank, not applicable, a number with a remark, unreadable',
  "value" decimal(24,6) COMMENT 'The printed number, null when none is printed; its unit is in `unit` [see unit]',
  "unit" varchar COMMENT 'Unit as printed, such as 条, 件, 万元',
  "computed_value" bigint COMMENT 'For a total: the sum of its parts as read, blanks as 0; else null [count]',
  "proven" boolean COMMENT 'Row and column of the cell are certain',
  "confidence" double COMMENT 'Confidence of OCR; null unless read by OCR [share]',
  "worst_severity" varchar COMMENT 'Worst severity among the findings that name this cell',
  "place" varchar COMMENT 'Place in the source, such as page=3;table=2;row=5;col=8;line=131',
  "year" integer,
  "region" varchar
)
COMMENT 'The statistics form of 2014, reports for 2014-2018: one row a figure'
WITH (
  format = 'PARQUET',
  external_location = 's3://BUCKET/PREFIX/rejected/statistics_2014/',
  partitioned_by = ARRAY['year', 'region']
);
CALL hive.system.sync_partition_metadata('gouji', 'rejected_statistics_2014', 'FULL');
