SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.attempt (
    id integer NOT NULL,
    outbox_id integer NOT NULL,
    started_at character varying(27) NOT NULL,
    finished_at character varying(27),
    outcome text NOT NULL,
    reply text NOT NULL
);
CREATE SEQUENCE public.attempt_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.attempt_id_seq OWNED BY public.attempt.id;
CREATE TABLE public.blob (
    sha256 text NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE public."case" (
    id integer NOT NULL,
    state text NOT NULL,
    subject text NOT NULL,
    requester_id integer NOT NULL,
    mailbox text NOT NULL,
    language text NOT NULL,
    owner text,
    topics text NOT NULL,
    client text,
    origin text NOT NULL,
    need text NOT NULL,
    created_at character varying(27) NOT NULL,
    promised_at character varying(27),
    first_answer_at character varying(27),
    last_answer_at character varying(27),
    recommended_at character varying(27),
    closed_at character varying(27),
    wait_until character varying(27),
    merged_into integer,
    linked_to integer,
    survey_after text,
    minutes integer NOT NULL
);
CREATE TABLE public.counter (
    name text NOT NULL,
    value integer NOT NULL
);
CREATE TABLE public.cursor (
    id integer NOT NULL,
    mailbox text NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    last_uid bigint NOT NULL,
    backlog_uid bigint NOT NULL
);
CREATE SEQUENCE public.cursor_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.cursor_id_seq OWNED BY public.cursor.id;
CREATE TABLE public.event (
    id integer NOT NULL,
    case_id integer,
    at character varying(27) NOT NULL,
    event text NOT NULL,
    actor text NOT NULL,
    detail text NOT NULL,
    inbound integer
);
CREATE SEQUENCE public.event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;
CREATE TABLE public.heartbeat (
    role text NOT NULL,
    alive_at character varying(27) NOT NULL,
    last_success_at character varying(27),
    detail text NOT NULL
);
CREATE TABLE public.inbound (
    id integer NOT NULL,
    mailbox text NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    content bytea NOT NULL,
    size integer NOT NULL,
    content_hash text NOT NULL,
    message_id text,
    received_at character varying(27) NOT NULL,
    internal_date character varying(27),
    backlog boolean NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,
    kind text,
    author text,
    subject text NOT NULL,
    case_id integer,
    waived text NOT NULL,
    tries integer NOT NULL,
    next_try_at character varying(27),
    decided_at character varying(27),
    filed boolean NOT NULL,
    error text NOT NULL
);
CREATE SEQUENCE public.inbound_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.inbound_id_seq OWNED BY public.inbound.id;
CREATE TABLE public.known_id (
    id integer NOT NULL,
    message_id text NOT NULL,
    case_id integer NOT NULL
);
CREATE SEQUENCE public.known_id_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.known_id_id_seq OWNED BY public.known_id.id;
CREATE TABLE public.lease (
    name text NOT NULL,
    holder text NOT NULL,
    until character varying(27) NOT NULL
);
CREATE TABLE public.message (
    id integer NOT NULL,
    case_id integer NOT NULL,
    at character varying(27) NOT NULL,
    direction text NOT NULL,
    role text NOT NULL,
    author_name text NOT NULL,
    author text NOT NULL,
    "to" text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    message_id text,
    "references" text NOT NULL,
    new_text text NOT NULL,
    text text NOT NULL,
    attachments text NOT NULL,
    inbound integer,
    outbox integer
);
CREATE SEQUENCE public.message_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.message_id_seq OWNED BY public.message.id;
CREATE TABLE public.outbox (
    id integer NOT NULL,
    state text NOT NULL,
    kind text NOT NULL,
    case_id integer,
    mailbox text NOT NULL,
    "to" text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    draft text NOT NULL,
    message_id text,
    dedupe text,
    automatic boolean NOT NULL,
    priority integer NOT NULL,
    queued_at character varying(27) NOT NULL,
    next_attempt_at character varying(27) NOT NULL,
    attempts integer NOT NULL,
    lease_until character varying(27),
    lease_holder text,
    sent_at character varying(27),
    last_reply text NOT NULL,
    report_action text,
    report_status text,
    report_recipient text,
    filed text NOT NULL,
    inbound integer
);
CREATE SEQUENCE public.outbox_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;
CREATE TABLE public.pause (
    mailbox text NOT NULL,
    until character varying(27) NOT NULL,
    reason text NOT NULL
);
CREATE TABLE public.person (
    id integer NOT NULL,
    address text NOT NULL,
    name text NOT NULL,
    language text,
    remembered text NOT NULL,
    signatures text NOT NULL,
    surveys_stopped boolean NOT NULL,
    created_at character varying(27) NOT NULL
);
CREATE SEQUENCE public.person_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.person_id_seq OWNED BY public.person.id;
CREATE TABLE public.recommendation (
    id integer NOT NULL,
    case_id integer NOT NULL,
    at character varying(27) NOT NULL,
    actor text NOT NULL,
    topic text,
    slug text NOT NULL,
    title text NOT NULL,
    provider text NOT NULL,
    kind text NOT NULL,
    training boolean NOT NULL,
    price double precision,
    currency text NOT NULL,
    interest text NOT NULL,
    reasons text NOT NULL
);
CREATE SEQUENCE public.recommendation_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.recommendation_id_seq OWNED BY public.recommendation.id;
CREATE TABLE public.schema_migration (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp without time zone NOT NULL
);
CREATE SEQUENCE public.schema_migration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.schema_migration_id_seq OWNED BY public.schema_migration.id;
CREATE TABLE public.suppression (
    address text NOT NULL,
    reason text NOT NULL,
    at character varying(27) NOT NULL
);
CREATE TABLE public.survey (
    id integer NOT NULL,
    case_id integer NOT NULL,
    state text NOT NULL,
    reason text,
    due_at character varying(27),
    asked_at character varying(27),
    reminded_at character varying(27),
    answered_at character varying(27),
    rating integer,
    comment text
);
CREATE SEQUENCE public.survey_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.survey_id_seq OWNED BY public.survey.id;
ALTER TABLE ONLY public.attempt ALTER COLUMN id SET DEFAULT nextval('public.attempt_id_seq'::regclass);
ALTER TABLE ONLY public.cursor ALTER COLUMN id SET DEFAULT nextval('public.cursor_id_seq'::regclass);
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.inbound ALTER COLUMN id SET DEFAULT nextval('public.inbound_id_seq'::regclass);
ALTER TABLE ONLY public.known_id ALTER COLUMN id SET DEFAULT nextval('public.known_id_id_seq'::regclass);
ALTER TABLE ONLY public.message ALTER COLUMN id SET DEFAULT nextval('public.message_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.person ALTER COLUMN id SET DEFAULT nextval('public.person_id_seq'::regclass);
ALTER TABLE ONLY public.recommendation ALTER COLUMN id SET DEFAULT nextval('public.recommendation_id_seq'::regclass);
ALTER TABLE ONLY public.schema_migration ALTER COLUMN id SET DEFAULT nextval('public.schema_migration_id_seq'::regclass);
ALTER TABLE ONLY public.survey ALTER COLUMN id SET DEFAULT nextval('public.survey_id_seq'::regclass);
INSERT INTO public.attempt VALUES (1, 1, '2026-05-04T09:30:15.250000Z', '2026-05-04T09:30:15.250000Z', 'sent', '250 2.0.0 Ok');
INSERT INTO public.blob VALUES ('abababababababababababababababababababababababababababababababab', '\x68656c6c6f00ff');
INSERT INTO public."case" VALUES (1, 'answered', 'Talks – café', 1, 'help@example.org', 'en', 'anna@example.org', '["presenting"]', 'acme', 'mail', '{"about": "talks", "time": 120}', '2026-05-04T08:00:00.000000Z', '2026-05-04T09:30:15.250000Z', '2026-05-04T09:30:15.250000Z', '2026-05-04T09:30:15.250000Z', '2026-05-04T09:30:15.250000Z', NULL, NULL, NULL, NULL, NULL, 30);
INSERT INTO public."case" VALUES (2, 'closed', 'Old', 1, 'help@example.org', 'nl', NULL, '[]', NULL, 'import', '{}', '2026-05-04T08:00:00.000000Z', NULL, NULL, NULL, NULL, '2026-05-04T09:30:15.250000Z', NULL, 1, 1, '3d', 0);
INSERT INTO public.counter VALUES ('case', 2);
INSERT INTO public.cursor VALUES (1, 'help@example.org', 'INBOX', 4294967295, 17, 3);
INSERT INTO public.event VALUES (1, 1, '2026-05-04T08:00:00.000000Z', 'case.opened', 'maria@example.org', '', 1);
INSERT INTO public.event VALUES (2, NULL, '2026-05-04T09:30:15.250000Z', 'address.suppressed', 'service', 'gone@example.org: 550 5.1.1', NULL);
INSERT INTO public.heartbeat VALUES ('intake', '2026-05-04T09:30:15.250000Z', '2026-05-04T09:30:15.250000Z', '');
INSERT INTO public.heartbeat VALUES ('outbox', '2026-05-04T09:30:15.250000Z', NULL, 'the relay is away');
INSERT INTO public.inbound VALUES (1, 'help@example.org', 'INBOX', 4294967295, 16, '\x46726f6d3a204d61726961203c6d61726961406578616d706c652e6f72673e0d0a546f3a2068656c70406578616d706c652e6f72670d0a5375626a6563743a2054616c6b7320e2809320636166c3a90d0a4d6573736167652d49443a203c31406578616d706c652e6f72673e0d0a446174653a204d6f6e2c2034204d617920323032362031303a30303a3030202b303230300d0a0d0a4d792074616c6b732066616c6c20666c61742e0d0a', 171, 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', '<1@example.org>', '2026-05-04T08:00:00.000000Z', '2026-05-04T08:00:00.000000Z', false, 'accepted', 'request', 'request', 'maria@example.org', 'Talks – café', 1, '[]', 0, NULL, '2026-05-04T08:00:00.000000Z', true, '');
INSERT INTO public.inbound VALUES (2, 'help@example.org', 'INBOX', 4294967295, 17, '\x46726f6d3a204d61726961203c6d61726961406578616d706c652e6f72673e0d0a546f3a2068656c70406578616d706c652e6f72670d0a5375626a6563743a2054616c6b7320e2809320636166c3a90d0a4d6573736167652d49443a203c32406578616d706c652e6f72673e0d0a446174653a204d6f6e2c2034204d617920323032362031303a30303a3030202b303230300d0a0d0a4d792074616c6b732066616c6c20666c61742e0d0a', 171, 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '<2@example.org>', '2026-05-04T09:30:15.250000Z', NULL, true, 'held', 'worker-unproven', NULL, NULL, '', NULL, '["proof"]', 2, '2026-05-14T09:30:15.250000Z', NULL, false, 'KeyError: x');
INSERT INTO public.known_id VALUES (1, '<1@example.org>', 1);
INSERT INTO public.lease VALUES ('mailbox:help@example.org', 'host ns 1 2 ab', '2026-05-04T09:30:15.250000Z');
INSERT INTO public.message VALUES (1, 1, '2026-05-04T08:00:00.000000Z', 'in', 'worker', 'Maria Jansen', 'maria@example.org', '["help@example.org"]', 'request', 'Talks – café', '<1@example.org>', '[]', 'My talks fall flat.', 'My talks fall flat.', '[]', 1, NULL);
INSERT INTO public.outbox VALUES (1, 'sent', 'answer', 1, 'help@example.org', '["maria@example.org"]', 'maria@example.org', 'Re: [LC-1] Talks', '{"kind": "answer", "mailbox": "help@example.org", "from_name": "Anna Peeters", "to": [{"name": "Maria", "addr_spec": "maria@example.org"}], "cc": [], "subject": "Re: [LC-1] Talks", "text": "Begin with a question.", "language": "en", "token": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "date": "2026-05-04T09:30:15+00:00", "case": 1, "automatic": null, "parent": "<1@example.org>", "references": ["<1@example.org>"], "attachments": [{"name": "a.txt", "type": "text/plain", "size": 7, "inline": false, "content_id": null, "sha256": "abababababababababababababababababababababababababababababababab"}], "dedupe": "answer:1", "not_before": null}', '<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.1@example.org>', 'answer:1', false, 0, '2026-05-04T09:30:15.250000Z', '2026-05-04T09:30:15.250000Z', 1, NULL, NULL, '2026-05-04T09:30:15.250000Z', '250 2.0.0 Ok', NULL, NULL, NULL, 'appended', 1);
INSERT INTO public.pause VALUES ('help@example.org', '2026-05-04T09:30:15.250000Z', '535 5.7.8');
INSERT INTO public.person VALUES (1, 'maria@example.org', 'Maria Jansen', 'en', '["prefers mornings"]', '["Maria\nSales"]', false, '2026-05-04T08:00:00.000000Z');
INSERT INTO public.person VALUES (2, 'anna@example.org', 'Anna Peeters', NULL, '[]', '[]', true, '2026-05-04T08:00:00.000000Z');
INSERT INTO public.recommendation VALUES (1, 1, '2026-05-04T09:30:15.250000Z', 'anna@example.org', 'presenting', 'voice', 'Voice', 'Us', 'book', false, 12.5, 'EUR', '', '["time"]');
INSERT INTO public.schema_migration VALUES (1, '0001_schema', '2026-11-27 22:37:00.5791');
INSERT INTO public.suppression VALUES ('gone@example.org', '550 5.1.1', '2026-05-04T09:30:15.250000Z');
INSERT INTO public.survey VALUES (1, 1, 'scheduled', NULL, '2026-05-14T09:30:15.250000Z', NULL, NULL, NULL, NULL, NULL);
SELECT pg_catalog.setval('public.attempt_id_seq', 1, true);
SELECT pg_catalog.setval('public.cursor_id_seq', 1, true);
SELECT pg_catalog.setval('public.event_id_seq', 2, true);
SELECT pg_catalog.setval('public.inbound_id_seq', 2, true);
SELECT pg_catalog.setval('public.known_id_id_seq', 1, true);
SELECT pg_catalog.setval('public.message_id_seq', 1, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 1, true);
SELECT pg_catalog.setval('public.person_id_seq', 2, true);
SELECT pg_catalog.setval('public.recommendation_id_seq', 1, true);
SELECT pg_catalog.setval('public.schema_migration_id_seq', 1, true);
SELECT pg_catalog.setval('public.survey_id_seq', 1, true);
ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.blob
    ADD CONSTRAINT blob_pkey PRIMARY KEY (sha256);
ALTER TABLE ONLY public."case"
    ADD CONSTRAINT case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.counter
    ADD CONSTRAINT counter_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.cursor
    ADD CONSTRAINT cursor_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.heartbeat
    ADD CONSTRAINT heartbeat_pkey PRIMARY KEY (role);
ALTER TABLE ONLY public.inbound
    ADD CONSTRAINT inbound_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.known_id
    ADD CONSTRAINT known_id_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pause
    ADD CONSTRAINT pause_pkey PRIMARY KEY (mailbox);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recommendation
    ADD CONSTRAINT recommendation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.suppression
    ADD CONSTRAINT suppression_pkey PRIMARY KEY (address);
ALTER TABLE ONLY public.survey
    ADD CONSTRAINT survey_pkey PRIMARY KEY (id);
CREATE INDEX attempt_outbox_id ON public.attempt USING btree (outbox_id);
CREATE INDEX case_requester_id ON public."case" USING btree (requester_id);
CREATE INDEX case_state ON public."case" USING btree (state);
CREATE UNIQUE INDEX cursor_mailbox_folder ON public.cursor USING btree (mailbox, folder);
CREATE INDEX event_at ON public.event USING btree (at);
CREATE INDEX event_case_id ON public.event USING btree (case_id);
CREATE INDEX inbound_author ON public.inbound USING btree (author);
CREATE INDEX inbound_case_id ON public.inbound USING btree (case_id);
CREATE INDEX inbound_content_hash ON public.inbound USING btree (content_hash);
CREATE INDEX inbound_filed ON public.inbound USING btree (filed);
CREATE UNIQUE INDEX inbound_mailbox_folder_uidvalidity_uid ON public.inbound USING btree (mailbox, folder, uidvalidity, uid);
CREATE INDEX inbound_message_id ON public.inbound USING btree (message_id);
CREATE INDEX inbound_state ON public.inbound USING btree (state);
CREATE INDEX known_id_case_id ON public.known_id USING btree (case_id);
CREATE UNIQUE INDEX known_id_message_id_case_id ON public.known_id USING btree (message_id, case_id);
CREATE INDEX message_case_id ON public.message USING btree (case_id);
CREATE INDEX message_message_id ON public.message USING btree (message_id);
CREATE INDEX outbox_case_id ON public.outbox USING btree (case_id);
CREATE UNIQUE INDEX outbox_dedupe ON public.outbox USING btree (dedupe);
CREATE UNIQUE INDEX outbox_message_id ON public.outbox USING btree (message_id);
CREATE INDEX outbox_next_attempt_at ON public.outbox USING btree (next_attempt_at);
CREATE INDEX outbox_recipient ON public.outbox USING btree (recipient);
CREATE INDEX outbox_state ON public.outbox USING btree (state);
CREATE UNIQUE INDEX person_address ON public.person USING btree (address);
CREATE INDEX recommendation_case_id ON public.recommendation USING btree (case_id);
CREATE UNIQUE INDEX schema_migration_name ON public.schema_migration USING btree (name);
CREATE UNIQUE INDEX survey_case_id ON public.survey USING btree (case_id);
CREATE INDEX survey_due_at ON public.survey USING btree (due_at);
CREATE INDEX survey_state ON public.survey USING btree (state);
ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES public.outbox(id);
ALTER TABLE ONLY public."case"
    ADD CONSTRAINT case_requester_id_fkey FOREIGN KEY (requester_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.recommendation
    ADD CONSTRAINT recommendation_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.survey
    ADD CONSTRAINT survey_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
