CREATE TABLE "audit_entry" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"door" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"actor_name" text NOT NULL,
	"operation" text NOT NULL,
	"outcome" text NOT NULL,
	"subject_type" text,
	"subject_id" uuid,
	"request_id" text NOT NULL,
	"ip_address" text,
	"visit_id" uuid,
	"on_behalf_of" text,
	"input" jsonb,
	"before" jsonb,
	"after" jsonb,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "audit_entry_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	CONSTRAINT "audit_entry_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "audit_seal" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"number" bigint NOT NULL,
	"entry_id" uuid NOT NULL,
	"xid" "xid8" NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_seal_tenant_id_number_pk" PRIMARY KEY("tenant_id","number")
);
CREATE TABLE "idempotency_key" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"actor" text NOT NULL,
	"key" text NOT NULL,
	"operation" text NOT NULL,
	"input_hash" text NOT NULL,
	"response" jsonb,
	"at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_key_tenant_id_actor_key_pk" PRIMARY KEY("tenant_id","actor","key")
);
CREATE TABLE "outbox" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"at" timestamptz NOT NULL,
	"actor_id" text,
	"payload" jsonb NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" uuid GENERATED ALWAYS AS ((payload->>'customerId')::uuid) STORED,
	CONSTRAINT "outbox_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "reaction_done" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"reaction" text NOT NULL,
	"at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "reaction_done_tenant_id_event_id_reaction_pk" PRIMARY KEY("tenant_id","event_id","reaction")
);
CREATE TABLE "reaction_retry" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"reaction" text NOT NULL,
	"event_id" uuid NOT NULL,
	"position" text NOT NULL,
	"event" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamptz NOT NULL,
	"last_error" text NOT NULL,
	CONSTRAINT "reaction_retry_tenant_id_reaction_event_id_pk" PRIMARY KEY("tenant_id","reaction","event_id")
);
CREATE TABLE "relay_cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"position" text NOT NULL,
	"at" timestamptz NOT NULL
);
CREATE TABLE "step_done" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"run_id" text NOT NULL,
	"step" text NOT NULL,
	"output" jsonb,
	"at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "step_done_tenant_id_run_id_step_pk" PRIMARY KEY("tenant_id","run_id","step")
);
CREATE TABLE "tenant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"country" text NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"suspend_reason" text,
	"network_on" boolean DEFAULT true NOT NULL,
	"admin_email" text NOT NULL,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_slug" UNIQUE("slug")
);
CREATE TABLE "credit_note" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"customer_id" uuid NOT NULL,
	"subscription_id" uuid,
	"amount_minor" bigint NOT NULL,
	"left_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reason" text NOT NULL,
	"granted_at" timestamptz NOT NULL,
	CONSTRAINT "credit_note_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "credit_note_left_range" CHECK ("credit_note"."left_minor" between 0 and "credit_note"."amount_minor")
);
CREATE TABLE "credit_note_use" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"credit_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "credit_note_use_pkey" PRIMARY KEY("tenant_id","invoice_id","credit_id"),
	CONSTRAINT "credit_note_use_amount" CHECK ("credit_note_use"."amount_minor" > 0)
);
CREATE TABLE "invoice" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"number" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"customer_number" text NOT NULL,
	"customer_name" text NOT NULL,
	"billing_address" jsonb NOT NULL,
	"tax_number" text,
	"seller_name" text NOT NULL,
	"subscription_id" uuid,
	"issue_date" date NOT NULL,
	"due_date" date NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"issued_at" timestamptz NOT NULL,
	"search" text GENERATED ALWAYS AS (lower(regexp_replace(normalize(' ' || number || ' ' || customer_number || ' ' || customer_name, NFD), '[\u0300-\u036f]', '', 'g') collate "pg_c_utf8")) STORED NOT NULL,
	CONSTRAINT "invoice_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoice_total" CHECK ("invoice"."total_minor" >= 0),
	CONSTRAINT "invoice_dates" CHECK ("invoice"."issue_date" <= "invoice"."due_date")
);
CREATE TABLE "invoice_balance" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"status" text NOT NULL,
	"due_date" date NOT NULL,
	"total_minor" bigint NOT NULL,
	"paid_minor" bigint DEFAULT 0 NOT NULL,
	"first_of" uuid,
	CONSTRAINT "invoice_balance_pkey" PRIMARY KEY("tenant_id","invoice_id"),
	CONSTRAINT "invoice_balance_paid" CHECK ("invoice_balance"."paid_minor" between 0 and "invoice_balance"."total_minor"),
	CONSTRAINT "invoice_balance_status_is_true" CHECK (case "invoice_balance"."status" when 'void' then "invoice_balance"."paid_minor" = 0 and "invoice_balance"."first_of" is null when 'paid' then "invoice_balance"."paid_minor" = "invoice_balance"."total_minor" else "invoice_balance"."paid_minor" < "invoice_balance"."total_minor" end)
);
CREATE TABLE "invoice_counter" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"year" integer NOT NULL,
	"prefix" text NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "invoice_counter_pkey" PRIMARY KEY("tenant_id","year")
);
CREATE TABLE "invoice_day" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"issue_date" date NOT NULL,
	"invoices" integer NOT NULL,
	"total_minor" bigint NOT NULL,
	CONSTRAINT "invoice_day_pkey" PRIMARY KEY("tenant_id","issue_date")
);
CREATE TABLE "invoice_line" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"description" text NOT NULL,
	"kind" text NOT NULL,
	"quantity" integer NOT NULL,
	"unit_minor" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"period_start" date,
	"period_end" date,
	CONSTRAINT "invoice_line_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoice_line_amount" CHECK ("invoice_line"."amount_minor" = "invoice_line"."quantity" * "invoice_line"."unit_minor")
);
CREATE TABLE "invoice_payment" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"invoice_number" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"method" text NOT NULL,
	"reference" text NOT NULL,
	"received_at" timestamptz NOT NULL,
	"recorded_by_id" text,
	"recorded_by" text NOT NULL,
	CONSTRAINT "invoice_payment_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoice_payment_amount" CHECK ("invoice_payment"."amount_minor" <> 0)
);
CREATE TABLE "invoice_void" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"voided_at" timestamptz NOT NULL,
	"voided_by_id" text,
	"voided_by" text NOT NULL,
	CONSTRAINT "invoice_void_pkey" PRIMARY KEY("tenant_id","invoice_id")
);
CREATE TABLE "autopay" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"enabled" boolean NOT NULL,
	"timing" text NOT NULL,
	"changed_at" timestamptz NOT NULL,
	CONSTRAINT "autopay_pkey" PRIMARY KEY("tenant_id","customer_id")
);
CREATE TABLE "autopay_invoice" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamptz NOT NULL,
	"problem" text,
	CONSTRAINT "autopay_invoice_pkey" PRIMARY KEY("tenant_id","invoice_id")
);
CREATE TABLE "payment" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"customer_id" uuid NOT NULL,
	"customer_number" text NOT NULL,
	"customer_name" text NOT NULL,
	"status" text NOT NULL,
	"provider" text NOT NULL,
	"origin" text NOT NULL,
	"method" text NOT NULL,
	"card" text,
	"reference" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"credit_minor" bigint DEFAULT 0 NOT NULL,
	"invoice_ids" uuid[],
	"receipt_number" text,
	"failure_reason" text,
	"received_on" date,
	"created_at" timestamptz NOT NULL,
	"settled_at" timestamptz,
	"recorded_by_id" text,
	"recorded_by" text,
	"method_id" uuid,
	"checkout_url" text,
	"save_method" boolean DEFAULT false NOT NULL,
	"search" text GENERATED ALWAYS AS (lower(regexp_replace(normalize(' ' || customer_number || ' ' || customer_name || ' ' || reference || ' ' || coalesce(receipt_number, '') || ' ' || coalesce(card, ''), NFD), '[\u0300-\u036f]', '', 'g') collate "pg_c_utf8")) STORED NOT NULL,
	CONSTRAINT "payment_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "payment_amount" CHECK ("payment"."amount_minor" > 0),
	CONSTRAINT "payment_refunded" CHECK ("payment"."refunded_minor" between 0 and "payment"."amount_minor"),
	CONSTRAINT "payment_credit_left" CHECK ("payment"."credit_minor" between 0 and "payment"."amount_minor" - "payment"."refunded_minor"),
	CONSTRAINT "payment_status_is_true" CHECK (case "payment"."status" when 'succeeded' then "payment"."refunded_minor" = 0 when 'partially_refunded' then "payment"."refunded_minor" between 1 and "payment"."amount_minor" - 1 when 'refunded' then "payment"."refunded_minor" = "payment"."amount_minor" else "payment"."refunded_minor" = 0 and "payment"."credit_minor" = 0 end),
	CONSTRAINT "payment_has_receipt" CHECK (("payment"."receipt_number" is not null and "payment"."received_on" is not null) = ("payment"."status" in ('succeeded', 'partially_refunded', 'refunded')))
);
CREATE TABLE "payment_method" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"customer_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"status" text NOT NULL,
	"token" text,
	"brand" text,
	"last_four" text,
	"expiry_month" integer,
	"expiry_year" integer,
	"is_default" boolean DEFAULT false NOT NULL,
	"checkout_url" text,
	"failure_reason" text,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "payment_method_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "payment_method_usable" CHECK ("payment_method"."status" <> 'active' or ("payment_method"."token" is not null and "payment_method"."last_four" is not null)),
	CONSTRAINT "payment_method_four" CHECK ("payment_method"."last_four" ~ '^[0-9]{4}$'),
	CONSTRAINT "payment_method_default_is_active" CHECK (not "payment_method"."is_default" or "payment_method"."status" = 'active')
);
CREATE TABLE "payment_refund" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"payment_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reason" text NOT NULL,
	"reference" text DEFAULT '' NOT NULL,
	"failure_reason" text,
	"requested_at" timestamptz NOT NULL,
	"settled_at" timestamptz,
	"refunded_by_id" text,
	"refunded_by" text NOT NULL,
	CONSTRAINT "payment_refund_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "payment_refund_amount" CHECK ("payment_refund"."amount_minor" > 0)
);
CREATE TABLE "payment_settings" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"gateway" text,
	"gateway_key" text,
	"instructions" text DEFAULT '' NOT NULL,
	CONSTRAINT "payment_settings_pkey" PRIMARY KEY("tenant_id"),
	CONSTRAINT "payment_settings_key" CHECK ("payment_settings"."gateway" is null or "payment_settings"."gateway_key" is not null)
);
CREATE TABLE "receipt_counter" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"year" integer NOT NULL,
	"prefix" text NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "receipt_counter_pkey" PRIMARY KEY("tenant_id","year")
);
CREATE TABLE "plan_request" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"subscription_id" uuid NOT NULL,
	"subscription_number" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"customer_name" text NOT NULL,
	"from_plan_name" text NOT NULL,
	"to_plan_id" uuid NOT NULL,
	"to_plan_name" text NOT NULL,
	"direction" text NOT NULL,
	"starts_with" text NOT NULL,
	"from_price_minor" bigint NOT NULL,
	"to_price_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"agreed_net_minor" bigint NOT NULL,
	"note" text NOT NULL,
	"status" text NOT NULL,
	"status_reason" text,
	"effective_on" date,
	"requested_at" timestamptz NOT NULL,
	"decided_at" timestamptz,
	"decided_by" text,
	"obstacle" text,
	"search" text GENERATED ALWAYS AS (lower(subscription_number || ' ' || customer_name || ' ' || from_plan_name || ' ' || to_plan_name)) STORED NOT NULL,
	CONSTRAINT "plan_request_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "plan_self_service" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"mode" text NOT NULL,
	"hidden_plan_ids" uuid[] NOT NULL,
	CONSTRAINT "plan_self_service_pkey" PRIMARY KEY("tenant_id")
);
CREATE TABLE "plan_change" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"subscription_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"from_plan_id" uuid NOT NULL,
	"from_plan_name" text NOT NULL,
	"to_plan_id" uuid NOT NULL,
	"to_plan_name" text NOT NULL,
	"starts_with" text NOT NULL,
	"status" text NOT NULL,
	"effective_on" date NOT NULL,
	"from_price_minor" bigint NOT NULL,
	"to_price_minor" bigint NOT NULL,
	"to_cycle" text NOT NULL,
	"currency" text NOT NULL,
	"credit_minor" bigint NOT NULL,
	"charge_minor" bigint NOT NULL,
	"invoice_id" uuid,
	"credit_id" uuid,
	"requested_at" timestamptz NOT NULL,
	"requested_by" text NOT NULL,
	"settled_at" timestamptz,
	"status_reason" text,
	CONSTRAINT "plan_change_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "plan_change_money" CHECK ("plan_change"."credit_minor" >= 0 and "plan_change"."charge_minor" >= 0 and "plan_change"."to_price_minor" >= 0)
);
CREATE TABLE "subscription" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"number" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"customer_number" text NOT NULL,
	"customer_name" text NOT NULL,
	"plan_id" uuid NOT NULL,
	"plan_name" text NOT NULL,
	"download_kbps" integer NOT NULL,
	"upload_kbps" integer NOT NULL,
	"pool_id" uuid,
	"status" text NOT NULL,
	"status_reason" text,
	"price_minor" bigint NOT NULL,
	"setup_fee_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"cycle" text NOT NULL,
	"next_price_minor" bigint,
	"next_cycle" text,
	"ordered_at" timestamptz NOT NULL,
	"activated_at" timestamptz,
	"suspended_at" timestamptz,
	"cancelled_at" timestamptz,
	"billing_anchor" date,
	"period_start" date,
	"period_end" date,
	"search" text GENERATED ALWAYS AS (lower(regexp_replace(normalize(' ' || number || ' ' || customer_number || ' ' || customer_name || ' ' || plan_name, NFD), '[\u0300-\u036f]', '', 'g') collate "pg_c_utf8")) STORED NOT NULL,
	CONSTRAINT "subscription_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "subscription_money" CHECK ("subscription"."price_minor" >= 0 and "subscription"."setup_fee_minor" >= 0),
	CONSTRAINT "subscription_period" CHECK ("subscription"."period_start" < "subscription"."period_end"),
	CONSTRAINT "subscription_running" CHECK ("subscription"."status" not in ('active', 'suspended') or "subscription"."period_end" is not null)
);
CREATE TABLE "subscription_counter" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "subscription_counter_pkey" PRIMARY KEY("tenant_id")
);
CREATE TABLE "subscription_pause" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"subscription_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"from_date" date NOT NULL,
	"to_date" date,
	"suspended_at" timestamptz NOT NULL,
	"resumed_at" timestamptz,
	CONSTRAINT "subscription_pause_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "subscription_pause_dates" CHECK ("subscription_pause"."from_date" <= "subscription_pause"."to_date"),
	CONSTRAINT "subscription_pause_closed" CHECK (("subscription_pause"."to_date" is null) = ("subscription_pause"."resumed_at" is null))
);
CREATE TABLE "subscription_tally" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"shard" integer NOT NULL,
	"status" text NOT NULL,
	"cycle" text NOT NULL,
	"subscriptions" integer NOT NULL,
	"price_minor" bigint NOT NULL,
	CONSTRAINT "subscription_tally_pkey" PRIMARY KEY("tenant_id","shard","status","cycle")
);
CREATE TABLE "internet_plan" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"download_kbps" integer NOT NULL,
	"upload_kbps" integer NOT NULL,
	"bandwidth_profile_id" uuid,
	"price_minor" bigint NOT NULL,
	"setup_fee_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"cycle" text NOT NULL,
	"data_cap_bytes" bigint,
	"cap_policy" text NOT NULL,
	"throttled_kbps" integer,
	"cap_notice_percents" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"session_timeout_seconds" integer,
	"idle_timeout_seconds" integer,
	"created_at" timestamptz NOT NULL,
	"updated_at" timestamptz NOT NULL,
	CONSTRAINT "internet_plan_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "internet_plan_money" CHECK ("internet_plan"."price_minor" >= 0 and "internet_plan"."setup_fee_minor" >= 0),
	CONSTRAINT "internet_plan_speed" CHECK ("internet_plan"."download_kbps" > 0 and "internet_plan"."upload_kbps" > 0)
);
CREATE TABLE "internet_plan_subscriber" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	CONSTRAINT "internet_plan_subscriber_pkey" PRIMARY KEY("tenant_id","subscription_id")
);
CREATE TABLE "internet_plan_usage" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"subscriptions" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "internet_plan_usage_pkey" PRIMARY KEY("tenant_id","plan_id"),
	CONSTRAINT "internet_plan_usage_count" CHECK ("internet_plan_usage"."subscriptions" >= 0)
);
CREATE TABLE "mail_choice" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"muted" text[] NOT NULL,
	CONSTRAINT "mail_choice_pkey" PRIMARY KEY("tenant_id","customer_id")
);
CREATE TABLE "mail_message" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"to" text NOT NULL,
	"subject" text NOT NULL,
	"template" text NOT NULL,
	"customer_id" uuid,
	"state" text NOT NULL,
	"error" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"text" text NOT NULL,
	"html" text NOT NULL,
	"from_name" text DEFAULT '' NOT NULL,
	"reply_to" text,
	"created_at" timestamptz NOT NULL,
	"sent_at" timestamptz,
	"search" text GENERATED ALWAYS AS (lower("to" || ' ' || subject)) STORED NOT NULL,
	CONSTRAINT "mail_message_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "mail_message_sent" CHECK (("mail_message"."state" = 'sent') = ("mail_message"."sent_at" is not null))
);
CREATE TABLE "customer_bulk_item" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"number" text NOT NULL,
	"outcome" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"settled_at" timestamptz,
	CONSTRAINT "customer_bulk_item_pkey" PRIMARY KEY("tenant_id","run_id","customer_id")
);
CREATE TABLE "customer_bulk_run" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"action" text NOT NULL,
	"title" text NOT NULL,
	"how" jsonb NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"customers" integer DEFAULT 0 NOT NULL,
	"able" integer DEFAULT 0 NOT NULL,
	"effects" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"created_by_id" text,
	"created_by" text NOT NULL,
	"created_at" timestamptz NOT NULL,
	"started_at" timestamptz,
	"finished_at" timestamptz,
	"cancelled_at" timestamptz,
	CONSTRAINT "customer_bulk_run_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "customer" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"serial" bigint NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"phone" text,
	"status" text DEFAULT 'prospect' NOT NULL,
	"tier" text NOT NULL,
	"address_line1" text NOT NULL,
	"address_line2" text DEFAULT '' NOT NULL,
	"postcode" text DEFAULT '' NOT NULL,
	"city" text NOT NULL,
	"country" text NOT NULL,
	"tax_number" text,
	"locale" text NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"custom_fields" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"health_score" smallint DEFAULT -1 NOT NULL,
	"health_band" text,
	"balance_minor" bigint DEFAULT 0 NOT NULL,
	"overdue_minor" bigint DEFAULT 0 NOT NULL,
	"plan_id" uuid,
	"plan_name" text,
	"created_at" timestamptz NOT NULL,
	"updated_at" timestamptz NOT NULL,
	"name_key" text collate "C" GENERATED ALWAYS AS (replace(translate(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g') collate "pg_c_utf8"), 'łøđħŧıς', 'lodhtiσ'), 'ß', 'ss')) STORED NOT NULL,
	"search" text GENERATED ALWAYS AS (replace(translate(lower(regexp_replace(normalize(' ' || coalesce(number, '') || ' ' || coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(address_line1, '') || ' ' || coalesce(address_line2, '') || ' ' || coalesce(postcode, '') || ' ' || coalesce(city, '') || ' ' || coalesce(tax_number, '') || ' ' || replace(array_to_tsvector(tags)::text, '''', ' '), NFD), '[\u0300-\u036f]', '', 'g') collate "pg_c_utf8"), 'łøđħŧıς', 'lodhtiσ'), 'ß', 'ss')) STORED NOT NULL,
	CONSTRAINT "customer_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "customer_contact" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"customer_id" uuid NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"phone" text,
	"created_at" timestamptz NOT NULL,
	"search" text GENERATED ALWAYS AS (replace(translate(lower(regexp_replace(normalize(' ' || name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''), NFD), '[\u0300-\u036f]', '', 'g') collate "pg_c_utf8"), 'łøđħŧıς', 'lodhtiσ'), 'ß', 'ss')) STORED NOT NULL,
	CONSTRAINT "customer_contact_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "customer_pin" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"list_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	CONSTRAINT "customer_pin_tenant_id_list_id_customer_id_pk" PRIMARY KEY("tenant_id","list_id","customer_id")
);
CREATE TABLE "customer_sequence" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"last" bigint NOT NULL,
	CONSTRAINT "customer_sequence_tenant_id_pk" PRIMARY KEY("tenant_id")
);
CREATE TABLE "customer_subscription" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"status" text NOT NULL,
	"activated" boolean DEFAULT false NOT NULL,
	CONSTRAINT "customer_subscription_tenant_id_subscription_id_pk" PRIMARY KEY("tenant_id","subscription_id")
);
CREATE TABLE "customer_tally" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"dimension" text NOT NULL,
	"value" text NOT NULL,
	"customers" bigint NOT NULL,
	CONSTRAINT "customer_tally_tenant_id_dimension_value_pk" PRIMARY KEY("tenant_id","dimension","value")
);
CREATE TABLE "customer_document" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"customer_id" uuid NOT NULL,
	"series_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"added_by" text NOT NULL,
	"created_at" timestamptz NOT NULL,
	"signer_name" text,
	"consent" text,
	"signed_at" timestamptz,
	"signed_from_ip" text,
	"witnessed_by" text,
	"signature_hash" text,
	CONSTRAINT "customer_document_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "customer_document_version" UNIQUE("tenant_id","series_id","version")
);
CREATE TABLE "customer_health" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"score" smallint,
	"band" text,
	"reasons" jsonb NOT NULL,
	"computed_at" timestamptz NOT NULL,
	CONSTRAINT "customer_health_pkey" PRIMARY KEY("tenant_id","customer_id")
);
CREATE TABLE "customer_health_due" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	CONSTRAINT "customer_health_due_tenant_id_customer_id_pk" PRIMARY KEY("tenant_id","customer_id")
);
CREATE TABLE "former_customer" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"number" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"merged_at" timestamptz NOT NULL,
	"merged_by" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "former_customer_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "customer_segment" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"criteria" jsonb,
	"shared" boolean DEFAULT false NOT NULL,
	"owner_id" text NOT NULL,
	"owner_name" text NOT NULL,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "customer_segment_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "api_key" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"permissions" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	"expires_at" timestamptz,
	"last_used_at" timestamptz,
	"revoked_at" timestamptz,
	"rotated_at" timestamptz,
	CONSTRAINT "api_key_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "portal_account" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"customer_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"number" text NOT NULL,
	"email" text,
	"name" text NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"last_sign_in_at" timestamptz,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "portal_account_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "portal_visit" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"customer_id" uuid NOT NULL,
	"customer_name" text NOT NULL,
	"member_id" uuid NOT NULL,
	"member_name" text NOT NULL,
	"reason" text NOT NULL,
	"may_act" boolean NOT NULL,
	"started_at" timestamptz NOT NULL,
	"entered_at" timestamptz,
	"expires_at" timestamptz NOT NULL,
	"ended_at" timestamptz,
	"ended_by" text,
	"token_hash" text,
	"cookie_hash" text,
	"session_id" text,
	CONSTRAINT "portal_visit_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "portal_visit_setting" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"may_act" boolean NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamptz NOT NULL,
	CONSTRAINT "portal_visit_setting_pkey" PRIMARY KEY("tenant_id")
);
CREATE TABLE "scim_token" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"permissions" jsonb NOT NULL,
	"role_id" uuid NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	"last_used_at" timestamptz,
	"revoked_at" timestamptz,
	CONSTRAINT "scim_token_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "scim_user" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"external_id" text,
	"is_deleted" boolean NOT NULL,
	"changed_at" timestamptz NOT NULL,
	CONSTRAINT "scim_user_pkey" PRIMARY KEY("tenant_id","member_id")
);
CREATE TABLE "sign_in_flow" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"provider_id" uuid NOT NULL,
	"state_hash" text NOT NULL,
	"browser_hash" text NOT NULL,
	"checks" text NOT NULL,
	"answer" text,
	"expires_at" timestamptz NOT NULL,
	CONSTRAINT "sign_in_flow_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "sign_in_identity" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"provider_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"member_id" uuid NOT NULL,
	"linked_at" timestamptz NOT NULL,
	CONSTRAINT "sign_in_identity_pkey" PRIMARY KEY("tenant_id","provider_id","subject")
);
CREATE TABLE "sign_in_provider" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"is_enabled" boolean NOT NULL,
	"domains" jsonb NOT NULL,
	"settings" jsonb NOT NULL,
	"client_secret" text,
	"creates_members" boolean NOT NULL,
	"role_id" uuid,
	"last_used_at" timestamptz,
	"last_error" text,
	"last_error_at" timestamptz,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "sign_in_provider_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "sign_in_event" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"at" timestamptz NOT NULL,
	"person" text NOT NULL,
	"subject_id" uuid,
	"outcome" text NOT NULL,
	"factor" text,
	"new_device" boolean DEFAULT false NOT NULL,
	"ip_address" text NOT NULL,
	CONSTRAINT "sign_in_event_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "sign_in_policy" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"required_of" text NOT NULL,
	"from_at" timestamptz NOT NULL,
	"changed_at" timestamptz NOT NULL,
	"changed_by" text NOT NULL,
	CONSTRAINT "sign_in_policy_tenant_id_pk" PRIMARY KEY("tenant_id")
);
CREATE TABLE "member" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"user_id" text,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"status" text NOT NULL,
	"invitation_hash" text,
	"invitation_expires_at" timestamptz,
	"last_sign_in_at" timestamptz,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "member_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "member_override" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"member_id" uuid NOT NULL,
	"effect" text NOT NULL,
	"permission" text NOT NULL,
	"reason" text NOT NULL,
	"expires_at" timestamptz,
	"given_by" text NOT NULL,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "member_override_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "member_role" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"role_id" uuid NOT NULL,
	"expires_at" timestamptz,
	CONSTRAINT "member_role_pkey" PRIMARY KEY("tenant_id","member_id","role_id")
);
CREATE TABLE "role" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"key" text,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"permissions" jsonb NOT NULL,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "role_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "team" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"colour" text NOT NULL,
	"lead_id" uuid,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "team_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "team_member" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	CONSTRAINT "team_member_pkey" PRIMARY KEY("tenant_id","team_id","member_id")
);
CREATE TABLE "account_counter" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"kind" text NOT NULL,
	"year" integer NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "account_counter_pkey" PRIMARY KEY("tenant_id","kind","year")
);
CREATE TABLE "account_invoice" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"number" text NOT NULL,
	"reason" text NOT NULL,
	"seller_name" text NOT NULL,
	"payer_name" text NOT NULL,
	"payer_country" text NOT NULL,
	"issued_on" date NOT NULL,
	"due_on" date NOT NULL,
	"period_start" date NOT NULL,
	"period_end" date NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"issued_at" timestamptz NOT NULL,
	CONSTRAINT "account_invoice_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "account_invoice_total" CHECK ("account_invoice"."total_minor" >= 0)
);
CREATE TABLE "account_invoice_balance" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"status" text NOT NULL,
	"due_on" date NOT NULL,
	"total_minor" bigint NOT NULL,
	"paid_minor" bigint DEFAULT 0 NOT NULL,
	"charging_try" integer,
	"tries" integer DEFAULT 0 NOT NULL,
	"reminders" integer DEFAULT 0 NOT NULL,
	"void_reason" text,
	CONSTRAINT "account_invoice_balance_pkey" PRIMARY KEY("tenant_id","invoice_id"),
	CONSTRAINT "account_invoice_balance_paid" CHECK ("account_invoice_balance"."paid_minor" between 0 and "account_invoice_balance"."total_minor")
);
CREATE TABLE "account_invoice_line" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"description" text NOT NULL,
	"quantity" integer NOT NULL,
	"unit_minor" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "account_invoice_line_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "account_invoice_line_amount" CHECK ("account_invoice_line"."amount_minor" = "account_invoice_line"."quantity" * "account_invoice_line"."unit_minor")
);
CREATE TABLE "account_payment" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"try_number" integer,
	"outcome" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"method" text NOT NULL,
	"reference" text NOT NULL,
	"refusal" text,
	"receipt_number" text,
	"at" timestamptz NOT NULL,
	CONSTRAINT "account_payment_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "account_payment_amount" CHECK ("account_payment"."amount_minor" > 0)
);
CREATE TABLE "account_payment_method" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"gateway" text NOT NULL,
	"token" text NOT NULL,
	"brand" text NOT NULL,
	"last4" text NOT NULL,
	"expiry_month" integer NOT NULL,
	"expiry_year" integer NOT NULL,
	"holder" text NOT NULL,
	"is_default" boolean NOT NULL,
	"added_at" timestamptz NOT NULL,
	CONSTRAINT "account_payment_method_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "licensing_account" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"plan_name" text NOT NULL,
	"status" text NOT NULL,
	"interval" text NOT NULL,
	"period_start" date NOT NULL,
	"period_end" date NOT NULL,
	"anchor_day" integer NOT NULL,
	"next_version_id" uuid,
	"next_interval" text,
	"cancel_at_end" boolean DEFAULT false NOT NULL,
	"mrr_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"billing_email" text NOT NULL,
	"opened_at" timestamptz NOT NULL,
	"past_due_since" date,
	"cancelled_at" timestamptz,
	CONSTRAINT "licensing_account_pkey" PRIMARY KEY("tenant_id"),
	CONSTRAINT "licensing_account_period" CHECK ("licensing_account"."period_start" < "licensing_account"."period_end")
);
CREATE TABLE "licensing_addon_item" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"addon_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"feature" text,
	"metric" text,
	"seat_type" text,
	"amount" bigint NOT NULL,
	"month_minor" bigint NOT NULL,
	"quantity" integer NOT NULL,
	"next_quantity" integer,
	"started_at" timestamptz NOT NULL,
	CONSTRAINT "licensing_addon_item_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "licensing_addon_item_quantity" CHECK ("licensing_addon_item"."quantity" > 0)
);
CREATE TABLE "licensing_change" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"plan_name" text NOT NULL,
	"detail" text NOT NULL,
	"mrr_before_minor" bigint NOT NULL,
	"mrr_after_minor" bigint NOT NULL,
	"actor_name" text NOT NULL,
	"at" timestamptz NOT NULL,
	CONSTRAINT "licensing_change_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "licensing_addon" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"kind" text NOT NULL,
	"feature" text,
	"metric" text,
	"seat_type" text,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"month_minor" bigint NOT NULL,
	"status" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "licensing_addon_key" UNIQUE("key"),
	CONSTRAINT "licensing_addon_price" CHECK ("licensing_addon"."month_minor" >= 0)
);
CREATE TABLE "licensing_plan" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"tagline" text NOT NULL,
	"position" integer NOT NULL,
	"status" text NOT NULL,
	"trial_days" integer NOT NULL,
	"current_version_id" uuid NOT NULL,
	CONSTRAINT "licensing_plan_key" UNIQUE("key")
);
CREATE TABLE "licensing_plan_version" (
	"id" uuid PRIMARY KEY NOT NULL,
	"plan_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"currency" text NOT NULL,
	"month_minor" bigint NOT NULL,
	"year_minor" bigint NOT NULL,
	"features" jsonb NOT NULL,
	"allowances" jsonb NOT NULL,
	"seats" jsonb NOT NULL,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "licensing_plan_version_number" UNIQUE("plan_id","version"),
	CONSTRAINT "licensing_plan_version_price" CHECK ("licensing_plan_version"."month_minor" >= 0 and "licensing_plan_version"."year_minor" >= 0)
);
CREATE TABLE "account_seat" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"type" text NOT NULL,
	"status" text NOT NULL,
	"given_by" text NOT NULL,
	"changed_at" timestamptz NOT NULL,
	CONSTRAINT "account_seat_pkey" PRIMARY KEY("tenant_id","member_id")
);
CREATE TABLE "licensing_usage_day" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"metric" text NOT NULL,
	"day" date NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "licensing_usage_day_pkey" PRIMARY KEY("tenant_id","metric","day"),
	CONSTRAINT "licensing_usage_day_value" CHECK ("licensing_usage_day"."value" >= 0)
);
CREATE TABLE "licensing_usage_notice" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"metric" text NOT NULL,
	"period_start" date NOT NULL,
	"percent" integer NOT NULL,
	"at" timestamptz NOT NULL,
	CONSTRAINT "licensing_usage_notice_pkey" PRIMARY KEY("tenant_id","metric","period_start","percent")
);
CREATE TABLE "licensing_usage_source" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"counted_at" timestamptz NOT NULL,
	CONSTRAINT "licensing_usage_source_pkey" PRIMARY KEY("tenant_id","source_id")
);
CREATE TABLE "bandwidth_profile" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"download_kbps" integer NOT NULL,
	"upload_kbps" integer NOT NULL,
	"burst_download_kbps" integer,
	"burst_upload_kbps" integer,
	"burst_download_threshold_kbps" integer,
	"burst_upload_threshold_kbps" integer,
	"burst_seconds" integer,
	"qos_profile_name" text,
	"created_at" timestamptz NOT NULL,
	"updated_at" timestamptz NOT NULL,
	CONSTRAINT "bandwidth_profile_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "bandwidth_profile_speed" CHECK ("bandwidth_profile"."download_kbps" > 0 and "bandwidth_profile"."upload_kbps" > 0),
	CONSTRAINT "bandwidth_profile_burst" CHECK (("bandwidth_profile"."burst_download_kbps" is null) = ("bandwidth_profile"."burst_upload_kbps" is null))
);
CREATE TABLE "bandwidth_profile_plan" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"plan_name" text NOT NULL,
	"bandwidth_profile_id" uuid NOT NULL,
	CONSTRAINT "bandwidth_profile_plan_pkey" PRIMARY KEY("tenant_id","plan_id")
);
CREATE TABLE "freeradius_access" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"password_form" text NOT NULL,
	"enabled_at" timestamptz NOT NULL,
	"copy_id" uuid NOT NULL,
	"copied_at" timestamptz,
	"last_login_at" timestamptz,
	"last_accounting_at" timestamptz,
	CONSTRAINT "freeradius_access_tenant_id_pk" PRIMARY KEY("tenant_id")
);
CREATE TABLE "freeradius_group" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"name" text NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "freeradius_group_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"vendor" text NOT NULL,
	"rejects" boolean NOT NULL,
	"replies" jsonb NOT NULL,
	CONSTRAINT "freeradius_group_tenant_id_name_pk" PRIMARY KEY("tenant_id","name")
);
CREATE TABLE "freeradius_inbox" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"at" timestamptz NOT NULL,
	"kind" text NOT NULL,
	"nas_id" uuid NOT NULL,
	"account_id" uuid,
	"record" jsonb NOT NULL,
	CONSTRAINT "freeradius_inbox_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "freeradius_login" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "freeradius_login_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"username" text NOT NULL,
	"state" text NOT NULL,
	"unusable" boolean NOT NULL,
	"checks" jsonb NOT NULL,
	"replies" jsonb NOT NULL,
	"groups" text[] NOT NULL,
	CONSTRAINT "freeradius_login_tenant_id_account_id_pk" PRIMARY KEY("tenant_id","account_id")
);
CREATE TABLE "freeradius_nas" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"nas_id" uuid NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "freeradius_nas_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"secret" text NOT NULL,
	CONSTRAINT "freeradius_nas_tenant_id_nas_id_pk" PRIMARY KEY("tenant_id","nas_id")
);
CREATE TABLE "ip_ahead" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"pool_id" uuid NOT NULL,
	"slot" bigint NOT NULL,
	CONSTRAINT "ip_ahead_pkey" PRIMARY KEY("tenant_id","pool_id","slot")
);
CREATE TABLE "ip_external_use" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"source" text NOT NULL,
	"vrf" text DEFAULT '' NOT NULL,
	"address" "inet" NOT NULL,
	"detail" text NOT NULL,
	"seen_at" timestamptz NOT NULL,
	CONSTRAINT "ip_external_use_pkey" PRIMARY KEY("tenant_id","vrf","address","source")
);
CREATE TABLE "ip_free" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"pool_id" uuid NOT NULL,
	"address" "inet" NOT NULL,
	"slot" bigint NOT NULL,
	"free_at" timestamptz NOT NULL,
	CONSTRAINT "ip_free_pkey" PRIMARY KEY("tenant_id","pool_id","slot")
);
CREATE TABLE "ip_pool" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"cidr" "cidr" NOT NULL,
	"vrf" text DEFAULT '' NOT NULL,
	"purpose" text DEFAULT 'subscribers' NOT NULL,
	"gateway" "inet",
	"dns_servers" text[] DEFAULT '{}' NOT NULL,
	"vlan_id" integer,
	"mode" text DEFAULT 'active' NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"auto_assign" boolean DEFAULT true NOT NULL,
	"allow_manual" boolean DEFAULT true NOT NULL,
	"delegated_length" integer,
	"quarantine_seconds" integer NOT NULL,
	"warn_at_percent" integer NOT NULL,
	"critical_at_percent" integer NOT NULL,
	"notes" text DEFAULT '' NOT NULL,
	"capacity" bigint NOT NULL,
	"gateway_slot" bigint,
	"next_slot" bigint DEFAULT 0 NOT NULL,
	"issued_ahead" bigint DEFAULT 0 NOT NULL,
	"alarm" text DEFAULT 'none' NOT NULL,
	"depleted" boolean DEFAULT false NOT NULL,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "ip_pool_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "ip_pool_slots" CHECK ("ip_pool"."next_slot" >= 0 and "ip_pool"."next_slot" <= "ip_pool"."capacity" and "ip_pool"."issued_ahead" >= 0),
	CONSTRAINT "ip_pool_thresholds" CHECK ("ip_pool"."warn_at_percent" <= "ip_pool"."critical_at_percent")
);
CREATE TABLE "ip_reservation" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"pool_id" uuid NOT NULL,
	"vrf" text DEFAULT '' NOT NULL,
	"address" "inet" NOT NULL,
	"slot" bigint NOT NULL,
	"state" text NOT NULL,
	"lifecycle" text NOT NULL,
	"withheld" boolean DEFAULT false NOT NULL,
	"lifecycle_reason" text DEFAULT '' NOT NULL,
	"subscription_id" uuid,
	"customer_id" uuid,
	"customer_name" text,
	"range_id" uuid,
	"reason" text NOT NULL,
	"expires_at" timestamptz,
	"ends_as" text,
	"assigned_at" timestamptz NOT NULL,
	"assigned_by" text DEFAULT '' NOT NULL,
	"activated_at" timestamptz,
	"suspended_at" timestamptz,
	"revoked_at" timestamptz,
	"released_at" timestamptz,
	"released_by" text,
	"changed_at" timestamptz NOT NULL,
	"search" text GENERATED ALWAYS AS (lower(host(address) || ' ' || coalesce(customer_name, ''))) STORED NOT NULL,
	CONSTRAINT "ip_reservation_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "ip_reservation_release" CHECK (("ip_reservation"."state" in ('released', 'expired')) = ("ip_reservation"."released_at" is not null)),
	CONSTRAINT "ip_reservation_revoked" CHECK (("ip_reservation"."lifecycle" = 'revoked') = ("ip_reservation"."released_at" is not null))
);
CREATE TABLE "netbox_comparison" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"status" text NOT NULL,
	"problem" text,
	"created_at" timestamptz NOT NULL,
	"finished_at" timestamptz,
	CONSTRAINT "netbox_comparison_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "netbox_connection" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"url" text NOT NULL,
	"token" text NOT NULL,
	"verify_tls" boolean NOT NULL,
	"tenant_slug" text,
	"vrfs" jsonb NOT NULL,
	"version" text,
	"compared_at" timestamptz,
	"applied_at" timestamptz,
	"problem" text,
	CONSTRAINT "netbox_connection_pkey" PRIMARY KEY("tenant_id")
);
CREATE TABLE "netbox_difference" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"comparison_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"vrf" text NOT NULL,
	"address" text NOT NULL,
	"action" text NOT NULL,
	"ours" jsonb,
	"theirs" jsonb,
	"note" text NOT NULL,
	"our_id" uuid,
	"netbox_id" integer,
	"pool_id" uuid,
	"choice" text NOT NULL,
	"result" text NOT NULL,
	"problem" text,
	CONSTRAINT "netbox_difference_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "netbox_link" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"kind" text NOT NULL,
	"our_id" uuid NOT NULL,
	"netbox_id" integer NOT NULL,
	"base" jsonb NOT NULL,
	CONSTRAINT "netbox_link_pkey" PRIMARY KEY("tenant_id","kind","our_id")
);
CREATE TABLE "quota_line" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"customer_name" text NOT NULL,
	"subscription_number" text NOT NULL,
	"plan_id" uuid NOT NULL,
	"period_start" date NOT NULL,
	"period_end" date NOT NULL,
	"starts_at" timestamptz NOT NULL,
	"ends_at" timestamptz NOT NULL,
	"extra_bytes" bigint DEFAULT 0 NOT NULL,
	"used_bytes" bigint DEFAULT 0 NOT NULL,
	"used_permille" integer DEFAULT 0 NOT NULL,
	"reached_percent" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'within' NOT NULL,
	"state_since" timestamptz,
	"applied_kbps" integer,
	"check_at" timestamptz,
	"checked_at" timestamptz NOT NULL,
	CONSTRAINT "quota_line_pkey" PRIMARY KEY("tenant_id","subscription_id"),
	CONSTRAINT "quota_line_bytes" CHECK ("quota_line"."extra_bytes" >= 0 and "quota_line"."used_bytes" >= 0)
);
CREATE TABLE "quota_plan" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"plan_name" text NOT NULL,
	"cap_bytes" bigint,
	"policy" text NOT NULL,
	"throttled_kbps" integer,
	"notice_percents" jsonb NOT NULL,
	"download_kbps" integer NOT NULL,
	"upload_kbps" integer NOT NULL,
	CONSTRAINT "quota_plan_pkey" PRIMARY KEY("tenant_id","plan_id")
);
CREATE TABLE "radius_nas_hour" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"nas_id" uuid NOT NULL,
	"hour" timestamptz NOT NULL,
	"download_bytes" bigint DEFAULT 0 NOT NULL,
	"upload_bytes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "radius_nas_hour_tenant_id_nas_id_hour_pk" PRIMARY KEY("tenant_id","nas_id","hour")
);
CREATE TABLE "radius_online_hour" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"nas_id" uuid NOT NULL,
	"hour" timestamptz NOT NULL,
	"peak_sessions" integer NOT NULL,
	"end_sessions" integer NOT NULL,
	"started" integer NOT NULL,
	"stopped" integer NOT NULL,
	CONSTRAINT "radius_online_hour_tenant_id_nas_id_hour_pk" PRIMARY KEY("tenant_id","nas_id","hour")
);
CREATE TABLE "radius_session_end" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"day" date NOT NULL,
	"nas_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"length_bucket" smallint NOT NULL,
	"sessions" integer DEFAULT 0 NOT NULL,
	"seconds" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "radius_session_end_tenant_id_day_nas_id_cause_length_bucket_pk" PRIMARY KEY("tenant_id","day","nas_id","cause","length_bucket")
);
CREATE TABLE "radius_session_flow" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"nas_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"started" integer DEFAULT 0 NOT NULL,
	"stopped" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "radius_session_flow_tenant_id_nas_id_at_pk" PRIMARY KEY("tenant_id","nas_id","at")
);
CREATE TABLE "radius_subscriber_day" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"day" date NOT NULL,
	"nas_id" uuid NOT NULL,
	"subscribers" integer NOT NULL,
	CONSTRAINT "radius_subscriber_day_tenant_id_day_nas_id_pk" PRIMARY KEY("tenant_id","day","nas_id")
);
CREATE TABLE "radius_usage_day" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"day" date NOT NULL,
	"account_id" uuid NOT NULL,
	"nas_id" uuid NOT NULL,
	"customer_id" uuid,
	"download_bytes" bigint DEFAULT 0 NOT NULL,
	"upload_bytes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "radius_usage_day_tenant_id_day_account_id_nas_id_pk" PRIMARY KEY("tenant_id","day","account_id","nas_id")
);
CREATE TABLE "radius_usage_week" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"week" date NOT NULL,
	"account_id" uuid NOT NULL,
	"nas_id" uuid NOT NULL,
	"download_bytes" bigint DEFAULT 0 NOT NULL,
	"upload_bytes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "radius_usage_week_tenant_id_week_account_id_nas_id_pk" PRIMARY KEY("tenant_id","week","account_id","nas_id")
);
CREATE TABLE "session_policy" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"coa_fallback" text NOT NULL,
	"stale_after_reports" integer NOT NULL,
	"presume_after_reports" integer NOT NULL,
	CONSTRAINT "session_policy_tenant_id_pk" PRIMARY KEY("tenant_id")
);
CREATE TABLE "session_probe" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"nas_id" uuid NOT NULL,
	"asked_at" timestamptz NOT NULL,
	"answer" text NOT NULL,
	"proves" text NOT NULL,
	"is_given_up" boolean DEFAULT false NOT NULL,
	"silent_since" timestamptz,
	CONSTRAINT "session_probe_tenant_id_session_id_pk" PRIMARY KEY("tenant_id","session_id")
);
CREATE TABLE "aaa_node" (
	"node" text PRIMARY KEY NOT NULL,
	"segment" bigint DEFAULT 0 NOT NULL,
	"offset" bigint DEFAULT 0 NOT NULL,
	"host" text NOT NULL,
	"auth_port" integer NOT NULL,
	"acct_port" integer NOT NULL,
	"radsec_port" integer,
	"backlog_bytes" bigint DEFAULT 0 NOT NULL,
	"load_state" text DEFAULT 'normal' NOT NULL,
	"queue_delay_ms" integer DEFAULT 0 NOT NULL,
	"shed_emergency" bigint DEFAULT 0 NOT NULL,
	"shed_business" bigint DEFAULT 0 NOT NULL,
	"shed_standard" bigint DEFAULT 0 NOT NULL,
	"shed_unknown" bigint DEFAULT 0 NOT NULL,
	"shed_accounting" bigint DEFAULT 0 NOT NULL,
	"system_drops" bigint DEFAULT 0 NOT NULL,
	"test_port" integer,
	"test_secret" text,
	"interim_seconds" integer,
	"started_at" timestamptz NOT NULL,
	"seen_at" timestamptz NOT NULL
);
CREATE TABLE "auth_hour" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"hour" timestamptz NOT NULL,
	"nas_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"accepts" integer DEFAULT 0 NOT NULL,
	"rejects" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "auth_hour_tenant_id_hour_nas_id_reason_pk" PRIMARY KEY("tenant_id","hour","nas_id","reason")
);
CREATE TABLE "auth_log" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"at" timestamptz NOT NULL,
	"username" text NOT NULL,
	"customer_id" uuid,
	"nas_id" uuid,
	"nas_name" text,
	"calling_station_id" text,
	"accepted" boolean NOT NULL,
	"reason" text NOT NULL,
	"account_id" uuid,
	"explanation" text,
	"method" text,
	"circuit_id" text,
	"remote_id" text,
	"nas_port_id" text,
	CONSTRAINT "auth_log_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "auth_minute" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"minute" timestamptz NOT NULL,
	"nas_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"accepts" integer DEFAULT 0 NOT NULL,
	"rejects" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "auth_minute_tenant_id_minute_nas_id_reason_pk" PRIMARY KEY("tenant_id","minute","nas_id","reason")
);
CREATE TABLE "coa_request" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"session_id" uuid,
	"account_id" uuid,
	"customer_id" uuid,
	"username" text NOT NULL,
	"nas_id" uuid,
	"nas_name" text NOT NULL,
	"outcome" text DEFAULT 'pending' NOT NULL,
	"error_cause" integer,
	"error_cause_text" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"reason" text NOT NULL,
	"requested_at" timestamptz NOT NULL,
	"answered_at" timestamptz,
	"download_kbps" integer,
	"upload_kbps" integer,
	"rounds" integer DEFAULT 0 NOT NULL,
	"verification" text DEFAULT 'none' NOT NULL,
	"verified_at" timestamptz,
	"follow_up_at" timestamptz,
	"fallback_of" uuid,
	"fallback_id" uuid,
	"rollout_id" uuid,
	CONSTRAINT "coa_request_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "nas" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"vendor" text NOT NULL,
	"coa_port" integer NOT NULL,
	"shared_secret" text NOT NULL,
	"require_message_authenticator" boolean DEFAULT true NOT NULL,
	"radsec_identity" text,
	"description" text DEFAULT '' NOT NULL,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "nas_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "nas_load" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"nas_id" uuid NOT NULL,
	"live_sessions" integer DEFAULT 0 NOT NULL,
	"download_bps" bigint DEFAULT 0 NOT NULL,
	"upload_bps" bigint DEFAULT 0 NOT NULL,
	"last_seen_at" timestamptz,
	"measured_at" timestamptz,
	"last_problem" text,
	"last_problem_at" timestamptz,
	CONSTRAINT "nas_load_tenant_id_nas_id_pk" PRIMARY KEY("tenant_id","nas_id")
);
CREATE TABLE "nas_probe" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"nas_id" uuid NOT NULL,
	"outcome" text DEFAULT 'pending' NOT NULL,
	"answer" text,
	"round_trip_ms" double precision,
	"clock_ahead_seconds" integer,
	"requested_at" timestamptz NOT NULL,
	"answered_at" timestamptz,
	CONSTRAINT "nas_probe_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "radius_account" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"username" text NOT NULL,
	"password" text NOT NULL,
	"password_keeping" text DEFAULT 'reversible' NOT NULL,
	"subscription_id" uuid,
	"customer_id" uuid,
	"customer_name" text,
	"state" text DEFAULT 'active' NOT NULL,
	"service_state" text DEFAULT 'active' NOT NULL,
	"reject_message" text,
	"download_kbps" integer NOT NULL,
	"upload_kbps" integer NOT NULL,
	"plan_id" uuid,
	"bandwidth_profile_id" uuid,
	"shaping" jsonb,
	"restriction" jsonb,
	"framed_ip_address" text,
	"framed_pool" text,
	"framed_ipv6_prefix" text,
	"framed_ipv6_address" text,
	"framed_ipv6_pool" text,
	"delegated_ipv6_prefix" text,
	"delegated_ipv6_prefix_pool" text,
	"session_timeout_seconds" integer,
	"idle_timeout_seconds" integer,
	"simultaneous_use" integer DEFAULT 1 NOT NULL,
	"circuit_id" text,
	"remote_id" text,
	"line_binding" text,
	"mac_addresses" text[] DEFAULT '{}' NOT NULL,
	"mac_binding" text,
	"service_vlan" integer,
	"customer_vlan" integer,
	"priority_class" text DEFAULT 'standard' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamptz NOT NULL,
	"search" text GENERATED ALWAYS AS (lower(username || ' ' || coalesce(customer_name, '') || ' ' || coalesce(framed_ip_address, '') || ' ' || coalesce(circuit_id, '') || ' ' || coalesce(remote_id, ''))) STORED,
	CONSTRAINT "radius_account_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "radius_policy" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"password_keeping" text NOT NULL,
	"suspended_access" text NOT NULL,
	"garden_download_kbps" integer NOT NULL,
	"garden_upload_kbps" integer NOT NULL,
	"garden_name" text NOT NULL,
	"garden_redirect_url" text,
	"garden_session_seconds" integer NOT NULL,
	"line_binding" text NOT NULL,
	"mac_binding" text NOT NULL,
	"simultaneous_use" text NOT NULL,
	"ghost_after_interims" integer NOT NULL,
	"updated_at" timestamptz NOT NULL,
	CONSTRAINT "radius_policy_tenant_id_pk" PRIMARY KEY("tenant_id")
);
CREATE TABLE "radius_session" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"acct_key" uuid NOT NULL,
	"acct_session_id" text NOT NULL,
	"username" text NOT NULL,
	"account_id" uuid,
	"subscription_id" uuid,
	"customer_id" uuid,
	"customer_name" text,
	"nas_id" uuid NOT NULL,
	"nas_name" text NOT NULL,
	"nas_port_id" text,
	"calling_station_id" text,
	"framed_ip_address" text,
	"framed_ipv6_prefix" text,
	"delegated_ipv6_prefix" text,
	"started_at" timestamptz NOT NULL,
	"updated_at" timestamptz NOT NULL,
	"stopped_at" timestamptz,
	"stop_presumed" boolean DEFAULT false NOT NULL,
	"terminate_cause" text,
	"session_seconds" integer DEFAULT 0 NOT NULL,
	"download_bytes" bigint DEFAULT 0 NOT NULL,
	"upload_bytes" bigint DEFAULT 0 NOT NULL,
	"download_bps" bigint DEFAULT 0 NOT NULL,
	"upload_bps" bigint DEFAULT 0 NOT NULL,
	"usage_hour" timestamptz NOT NULL,
	"usage_download_bytes" bigint DEFAULT 0 NOT NULL,
	"usage_upload_bytes" bigint DEFAULT 0 NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"search" text GENERATED ALWAYS AS (lower(username || ' ' || coalesce(customer_name, '') || ' ' || coalesce(framed_ip_address, '') || ' ' || coalesce(calling_station_id, '') || ' ' || coalesce(delegated_ipv6_prefix, ''))) STORED,
	CONSTRAINT "radius_session_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "radius_usage_hour" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"hour" timestamptz NOT NULL,
	"customer_id" uuid,
	"download_bytes" bigint DEFAULT 0 NOT NULL,
	"upload_bytes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "radius_usage_hour_tenant_id_account_id_hour_pk" PRIMARY KEY("tenant_id","account_id","hour")
);
CREATE TABLE "speed_rollout" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"title" text NOT NULL,
	"cause" text NOT NULL,
	"cause_id" uuid NOT NULL,
	"plan_ids" jsonb NOT NULL,
	"force" boolean NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"subscriptions" integer DEFAULT 0 NOT NULL,
	"subscriptions_done" integer DEFAULT 0 NOT NULL,
	"sessions_asked" integer DEFAULT 0 NOT NULL,
	"acknowledged" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"unanswered" integer DEFAULT 0 NOT NULL,
	"ended" integer DEFAULT 0 NOT NULL,
	"disconnected" integer DEFAULT 0 NOT NULL,
	"created_at" timestamptz NOT NULL,
	"started_at" timestamptz,
	"finished_at" timestamptz,
	"cancelled_at" timestamptz,
	CONSTRAINT "speed_rollout_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "chain_check" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"checked_at" timestamptz NOT NULL,
	"sealed" integer NOT NULL,
	"unsealed" integer NOT NULL,
	"intact" boolean NOT NULL,
	"broken_at" integer,
	"problem" text,
	"head" text,
	CONSTRAINT "chain_check_tenant_id_pk" PRIMARY KEY("tenant_id")
);
CREATE TABLE "note" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"text" text NOT NULL,
	"pinned" boolean NOT NULL,
	"author_id" text,
	"author_name" text NOT NULL,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "note_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "stored_file" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"uploaded_by" text NOT NULL,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "stored_file_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "setting_change" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"before" jsonb,
	"value" jsonb,
	"reason" text,
	"changed_by" text NOT NULL,
	"changed_at" timestamptz NOT NULL
);
CREATE TABLE "process_heartbeat" (
	"role" text NOT NULL,
	"instance" text NOT NULL,
	"version" text NOT NULL,
	"node_version" text NOT NULL,
	"started_at" timestamptz NOT NULL,
	"seen_at" timestamptz NOT NULL,
	"memory_bytes" bigint NOT NULL,
	CONSTRAINT "process_heartbeat_role_instance_pk" PRIMARY KEY("role","instance")
);
CREATE TABLE "line_check" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"customer_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"findings" jsonb NOT NULL,
	"advice" text NOT NULL,
	"network" text,
	"measured_at" timestamptz,
	"download_bps" double precision,
	"upload_bps" double precision,
	"latency_ms" double precision,
	"jitter_ms" double precision,
	"dns_ms" double precision,
	"plan_download_kbps" integer,
	"slow" boolean,
	"over_own_line" boolean,
	"solved_at" timestamptz,
	"ticket_id" uuid,
	CONSTRAINT "line_check_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "notice_update" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"notice_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"text" text NOT NULL,
	"author_name" text NOT NULL,
	CONSTRAINT "notice_update_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "service_notice" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"area" text NOT NULL,
	"area_keys" text[] NOT NULL,
	"area_names" text[] NOT NULL,
	"starts_at" timestamptz NOT NULL,
	"ends_at" timestamptz,
	"resolved_at" timestamptz,
	"author_name" text NOT NULL,
	"created_at" timestamptz NOT NULL,
	"updated_at" timestamptz NOT NULL,
	CONSTRAINT "service_notice_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "service_notice_times" CHECK ("service_notice"."ends_at" is null or "service_notice"."ends_at" > "service_notice"."starts_at")
);
CREATE TABLE "ticket" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"number" text NOT NULL,
	"subject" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"customer_number" text NOT NULL,
	"customer_name" text NOT NULL,
	"status" text NOT NULL,
	"priority" text NOT NULL,
	"category" text NOT NULL,
	"channel" text NOT NULL,
	"assignee_id" uuid,
	"assignee_name" text,
	"team_id" uuid,
	"team_name" text,
	"opened_at" timestamptz NOT NULL,
	"updated_at" timestamptz NOT NULL,
	"first_answer_at" timestamptz,
	"unanswered_since" timestamptz,
	"solved_at" timestamptz,
	"search" text GENERATED ALWAYS AS (lower(number || ' ' || customer_number || ' ' || customer_name || ' ' || subject)) STORED NOT NULL,
	CONSTRAINT "ticket_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "ticket_solved_when" CHECK ("ticket"."status" <> 'solved' or "ticket"."solved_at" is not null)
);
CREATE TABLE "ticket_counter" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "ticket_counter_pkey" PRIMARY KEY("tenant_id")
);
CREATE TABLE "ticket_message" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"visible_to_customer_id" uuid,
	"author" text NOT NULL,
	"author_id" text,
	"author_name" text NOT NULL,
	"is_internal" boolean NOT NULL,
	"text" text NOT NULL,
	"file_ids" uuid[] DEFAULT '{}' NOT NULL,
	"written_at" timestamptz NOT NULL,
	CONSTRAINT "ticket_message_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "ticket_message_visible" CHECK ("ticket_message"."is_internal" = ("ticket_message"."visible_to_customer_id" is null))
);
CREATE TABLE "account_manager" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"user_id" text,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"status" text NOT NULL,
	"notices" text[] NOT NULL,
	"invitation_hash" text,
	"invitation_expires_at" timestamptz,
	"last_sign_in_at" timestamptz,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "account_manager_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "announcement" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"severity" text NOT NULL,
	"doors" text[] NOT NULL,
	"from" timestamptz NOT NULL,
	"until" timestamptz,
	"audience" text NOT NULL,
	"tenant_ids" uuid[] NOT NULL,
	"author_name" text NOT NULL,
	"withdrawn_at" timestamptz,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "announcement_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "announcement_copy" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"severity" text NOT NULL,
	"doors" text[] NOT NULL,
	"from" timestamptz NOT NULL,
	"until" timestamptz,
	CONSTRAINT "announcement_copy_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "announcement_dismissal" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"announcement_id" uuid NOT NULL,
	"door" text NOT NULL,
	"person_id" text NOT NULL,
	"at" timestamptz NOT NULL,
	CONSTRAINT "announcement_dismissal_pkey" PRIMARY KEY("tenant_id","announcement_id","door","person_id")
);
CREATE TABLE "brand" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"product_name" text,
	"company_name" text,
	"support_email" text,
	"support_phone" text,
	"colour_light" text,
	"colour_dark" text,
	"terms_url" text,
	"privacy_url" text,
	"updated_at" timestamptz NOT NULL,
	CONSTRAINT "brand_tenant_id_pk" PRIMARY KEY("tenant_id")
);
CREATE TABLE "brand_image" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"which" text NOT NULL,
	"media_type" text NOT NULL,
	"sha256" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	CONSTRAINT "brand_image_tenant_id_which_pk" PRIMARY KEY("tenant_id","which")
);
CREATE TABLE "provider_closure" (
	"provider_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"grace_days" integer NOT NULL,
	"begun_at" timestamptz NOT NULL,
	"begun_by" text NOT NULL,
	"closed_at" timestamptz,
	"erase_after" timestamptz,
	"erased_at" timestamptz,
	"mail_to" text NOT NULL,
	"export_rows" integer DEFAULT 0 NOT NULL,
	"export_files" integer DEFAULT 0 NOT NULL,
	"export_bytes" bigint DEFAULT 0 NOT NULL
);
CREATE TABLE "tenant_export" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"mail_to" text NOT NULL,
	"grace_days" integer NOT NULL,
	"begun_at" timestamptz NOT NULL,
	"name" text DEFAULT 'export.zip' NOT NULL,
	"sha256" text,
	"size_bytes" bigint DEFAULT 0 NOT NULL,
	"rows" integer DEFAULT 0 NOT NULL,
	"files" integer DEFAULT 0 NOT NULL,
	"token_hash" text,
	"made_at" timestamptz,
	"expires_at" timestamptz,
	"erase_after" timestamptz,
	CONSTRAINT "tenant_export_tenant_id_pk" PRIMARY KEY("tenant_id")
);
CREATE TABLE "domain" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"domain" text NOT NULL,
	"status" text NOT NULL,
	"method" text NOT NULL,
	"token" text NOT NULL,
	"token_expires_at" timestamptz NOT NULL,
	"verified_at" timestamptz,
	"checked_at" timestamptz,
	"checking" boolean DEFAULT false NOT NULL,
	"failed_checks" integer DEFAULT 0 NOT NULL,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "domain_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "domain_attempt" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"domain_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"method" text NOT NULL,
	"outcome" text NOT NULL,
	"finding" text NOT NULL,
	CONSTRAINT "domain_attempt_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "verified_domain" (
	"domain" text PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL
);
CREATE TABLE "support_access" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"operator_id" uuid NOT NULL,
	"operator_name" text NOT NULL,
	"reason" text NOT NULL,
	"role" text NOT NULL,
	"minutes" integer NOT NULL,
	"status" text NOT NULL,
	"asked_at" timestamptz NOT NULL,
	"decided_at" timestamptz,
	"decided_by" text,
	"entered_at" timestamptz,
	"expires_at" timestamptz,
	"ended_at" timestamptz,
	"ended_by" text,
	"link_at" timestamptz,
	"cookie_hash" text,
	"session_id" text,
	CONSTRAINT "support_access_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "support_access_minutes" CHECK ("support_access"."minutes" between 15 and 480),
	CONSTRAINT "support_access_limit" CHECK ("support_access"."status" <> 'active' or "support_access"."expires_at" is not null)
);
CREATE TABLE "support_consent" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"mode" text NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamptz NOT NULL,
	CONSTRAINT "support_consent_pkey" PRIMARY KEY("tenant_id")
);
CREATE TABLE "support_request" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"provider_id" uuid NOT NULL,
	"operator_id" uuid NOT NULL,
	"operator_name" text NOT NULL,
	"reason" text NOT NULL,
	"role" text NOT NULL,
	"minutes" integer NOT NULL,
	"asked_at" timestamptz NOT NULL,
	CONSTRAINT "support_request_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "account_profile" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"legal_name" text NOT NULL,
	"registration_number" text NOT NULL,
	"tax_number" text NOT NULL,
	"address" text NOT NULL,
	"website" text NOT NULL,
	"billing_name" text NOT NULL,
	"billing_email" text NOT NULL,
	"billing_phone" text NOT NULL,
	"updated_at" timestamptz NOT NULL,
	CONSTRAINT "account_profile_pkey" PRIMARY KEY("tenant_id")
);
CREATE TABLE "vendor_ticket" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"number" text NOT NULL,
	"subject" text NOT NULL,
	"tenant_name" text NOT NULL,
	"status" text NOT NULL,
	"priority" text NOT NULL,
	"category" text NOT NULL,
	"opener_id" text,
	"opened_by" text NOT NULL,
	"assignee_id" uuid,
	"assignee_name" text,
	"opened_at" timestamptz NOT NULL,
	"updated_at" timestamptz NOT NULL,
	"first_answer_at" timestamptz,
	"resolved_at" timestamptz,
	CONSTRAINT "vendor_ticket_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "vendor_ticket_counter" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "vendor_ticket_counter_pkey" PRIMARY KEY("tenant_id")
);
CREATE TABLE "vendor_ticket_file" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "vendor_ticket_file_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "vendor_ticket_message" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"side" text NOT NULL,
	"author_name" text NOT NULL,
	"text" text NOT NULL,
	"written_at" timestamptz NOT NULL,
	CONSTRAINT "vendor_ticket_message_pkey" PRIMARY KEY("tenant_id","id")
);
CREATE TABLE "vendor_ticket_note" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"author_name" text NOT NULL,
	"text" text NOT NULL,
	"written_at" timestamptz NOT NULL,
	CONSTRAINT "vendor_ticket_note_pkey" PRIMARY KEY("tenant_id","id")
);
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_subscription_id_fkey" FOREIGN KEY ("tenant_id","subscription_id") REFERENCES "public"."subscription"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "credit_note_use" ADD CONSTRAINT "credit_note_use_credit_id_fkey" FOREIGN KEY ("tenant_id","credit_id") REFERENCES "public"."credit_note"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_subscription_id_fkey" FOREIGN KEY ("tenant_id","subscription_id") REFERENCES "public"."subscription"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "invoice_balance" ADD CONSTRAINT "invoice_balance_invoice_id_fkey" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_invoice_id_fkey" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "invoice_payment" ADD CONSTRAINT "invoice_payment_invoice_id_fkey" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "invoice_void" ADD CONSTRAINT "invoice_void_invoice_id_fkey" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "autopay" ADD CONSTRAINT "autopay_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "autopay_invoice" ADD CONSTRAINT "autopay_invoice_invoice_id_fkey" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "payment" ADD CONSTRAINT "payment_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "payment_method" ADD CONSTRAINT "payment_method_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "payment_refund" ADD CONSTRAINT "payment_refund_payment_id_fkey" FOREIGN KEY ("tenant_id","payment_id") REFERENCES "public"."payment"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "plan_request" ADD CONSTRAINT "plan_request_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "plan_request" ADD CONSTRAINT "plan_request_subscription_id_fkey" FOREIGN KEY ("tenant_id","subscription_id") REFERENCES "public"."subscription"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "plan_change" ADD CONSTRAINT "plan_change_subscription_id_fkey" FOREIGN KEY ("tenant_id","subscription_id") REFERENCES "public"."subscription"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_plan_id_fkey" FOREIGN KEY ("tenant_id","plan_id") REFERENCES "public"."internet_plan"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "subscription_pause" ADD CONSTRAINT "subscription_pause_subscription_id_fkey" FOREIGN KEY ("tenant_id","subscription_id") REFERENCES "public"."subscription"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "internet_plan" ADD CONSTRAINT "internet_plan_bandwidth_profile_id_fkey" FOREIGN KEY ("tenant_id","bandwidth_profile_id") REFERENCES "public"."bandwidth_profile"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "internet_plan_subscriber" ADD CONSTRAINT "internet_plan_subscriber_plan_id_fkey" FOREIGN KEY ("tenant_id","plan_id") REFERENCES "public"."internet_plan"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "internet_plan_usage" ADD CONSTRAINT "internet_plan_usage_plan_id_fkey" FOREIGN KEY ("tenant_id","plan_id") REFERENCES "public"."internet_plan"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "mail_choice" ADD CONSTRAINT "mail_choice_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "customer_bulk_item" ADD CONSTRAINT "customer_bulk_item_run_id_fkey" FOREIGN KEY ("tenant_id","run_id") REFERENCES "public"."customer_bulk_run"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "customer_contact" ADD CONSTRAINT "customer_contact_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "customer_pin" ADD CONSTRAINT "customer_pin_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "customer_health" ADD CONSTRAINT "customer_health_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "customer_health_due" ADD CONSTRAINT "customer_health_due_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "former_customer" ADD CONSTRAINT "former_customer_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "portal_account" ADD CONSTRAINT "portal_account_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "portal_visit" ADD CONSTRAINT "portal_visit_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "sign_in_flow" ADD CONSTRAINT "sign_in_flow_provider_id_fkey" FOREIGN KEY ("tenant_id","provider_id") REFERENCES "public"."sign_in_provider"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "sign_in_identity" ADD CONSTRAINT "sign_in_identity_provider_id_fkey" FOREIGN KEY ("tenant_id","provider_id") REFERENCES "public"."sign_in_provider"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "member_override" ADD CONSTRAINT "member_override_member_id_fkey" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."member"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "member_role" ADD CONSTRAINT "member_role_member_id_fkey" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."member"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "member_role" ADD CONSTRAINT "member_role_role_id_fkey" FOREIGN KEY ("tenant_id","role_id") REFERENCES "public"."role"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "team" ADD CONSTRAINT "team_lead_id_fkey" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "public"."member"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_team_id_fkey" FOREIGN KEY ("tenant_id","team_id") REFERENCES "public"."team"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_member_id_fkey" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."member"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "account_invoice_balance" ADD CONSTRAINT "account_invoice_balance_invoice_id_fkey" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."account_invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "account_invoice_line" ADD CONSTRAINT "account_invoice_line_invoice_id_fkey" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."account_invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "account_payment" ADD CONSTRAINT "account_payment_invoice_id_fkey" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."account_invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "ip_ahead" ADD CONSTRAINT "ip_ahead_pool_id_fkey" FOREIGN KEY ("tenant_id","pool_id") REFERENCES "public"."ip_pool"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "ip_free" ADD CONSTRAINT "ip_free_pool_id_fkey" FOREIGN KEY ("tenant_id","pool_id") REFERENCES "public"."ip_pool"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "ip_reservation" ADD CONSTRAINT "ip_reservation_pool_id_fkey" FOREIGN KEY ("tenant_id","pool_id") REFERENCES "public"."ip_pool"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "netbox_difference" ADD CONSTRAINT "netbox_difference_comparison_id_fkey" FOREIGN KEY ("tenant_id","comparison_id") REFERENCES "public"."netbox_comparison"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "line_check" ADD CONSTRAINT "line_check_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "notice_update" ADD CONSTRAINT "notice_update_notice_id_fkey" FOREIGN KEY ("tenant_id","notice_id") REFERENCES "public"."service_notice"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_customer_id_fkey" FOREIGN KEY ("tenant_id","customer_id") REFERENCES "public"."customer"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "ticket_message" ADD CONSTRAINT "ticket_message_ticket_id_fkey" FOREIGN KEY ("tenant_id","ticket_id") REFERENCES "public"."ticket"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "domain_attempt" ADD CONSTRAINT "domain_attempt_domain_id_fkey" FOREIGN KEY ("tenant_id","domain_id") REFERENCES "public"."domain"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "vendor_ticket_file" ADD CONSTRAINT "vendor_ticket_file_message_id_fkey" FOREIGN KEY ("tenant_id","message_id") REFERENCES "public"."vendor_ticket_message"("tenant_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "vendor_ticket_message" ADD CONSTRAINT "vendor_ticket_message_ticket_id_fkey" FOREIGN KEY ("tenant_id","ticket_id") REFERENCES "public"."vendor_ticket"("tenant_id","id") ON DELETE no action ON UPDATE no action;
CREATE INDEX "audit_entry_stream" ON "audit_entry" USING btree ("tenant_id","xid","seq");
CREATE INDEX "audit_entry_recent" ON "audit_entry" USING btree ("tenant_id","at");
CREATE INDEX "audit_entry_subject" ON "audit_entry" USING btree ("tenant_id","subject_id","at");
CREATE INDEX "idempotency_key_age" ON "idempotency_key" USING btree ("at");
CREATE INDEX "outbox_stream" ON "outbox" USING btree ("xid","seq");
CREATE INDEX "outbox_customer" ON "outbox" USING btree ("tenant_id","customer_id","at");
CREATE INDEX "credit_note_customer" ON "credit_note" USING btree ("tenant_id","customer_id","id");
CREATE INDEX "credit_note_left" ON "credit_note" USING btree ("tenant_id","customer_id","id") WHERE left_minor > 0;
CREATE UNIQUE INDEX "invoice_number" ON "invoice" USING btree ("tenant_id","number");
CREATE INDEX "invoice_customer" ON "invoice" USING btree ("tenant_id","customer_id","id");
CREATE UNIQUE INDEX "invoice_balance_first" ON "invoice_balance" USING btree ("tenant_id","first_of");
CREATE INDEX "invoice_balance_customer" ON "invoice_balance" USING btree ("tenant_id","customer_id","invoice_id");
CREATE INDEX "invoice_balance_status" ON "invoice_balance" USING btree ("tenant_id","status","invoice_id");
CREATE INDEX "invoice_balance_due" ON "invoice_balance" USING btree ("tenant_id","due_date","invoice_id");
CREATE UNIQUE INDEX "invoice_line_position" ON "invoice_line" USING btree ("tenant_id","invoice_id","position");
CREATE INDEX "invoice_payment_invoice" ON "invoice_payment" USING btree ("tenant_id","invoice_id","id");
CREATE INDEX "invoice_payment_customer" ON "invoice_payment" USING btree ("tenant_id","customer_id","received_at","id");
CREATE INDEX "invoice_payment_payment" ON "invoice_payment" USING btree ("tenant_id","payment_id","id");
CREATE INDEX "autopay_invoice_due" ON "autopay_invoice" USING btree ("tenant_id","next_try_at");
CREATE INDEX "autopay_invoice_customer" ON "autopay_invoice" USING btree ("tenant_id","customer_id");
CREATE UNIQUE INDEX "payment_receipt" ON "payment" USING btree ("tenant_id","receipt_number");
CREATE UNIQUE INDEX "payment_by_hand" ON "payment" USING btree ("tenant_id","customer_id","method","reference") WHERE provider = 'manual' and reference <> '';
CREATE UNIQUE INDEX "payment_at_gateway" ON "payment" USING btree ("tenant_id","provider","reference") WHERE provider <> 'manual' and reference <> '';
CREATE INDEX "payment_customer" ON "payment" USING btree ("tenant_id","customer_id","id");
CREATE INDEX "payment_status" ON "payment" USING btree ("tenant_id","status","id");
CREATE INDEX "payment_received" ON "payment" USING btree ("tenant_id","received_on");
CREATE INDEX "payment_credit" ON "payment" USING btree ("tenant_id","customer_id","id") WHERE credit_minor > 0;
CREATE INDEX "payment_method_customer" ON "payment_method" USING btree ("tenant_id","customer_id","id");
CREATE UNIQUE INDEX "payment_method_default" ON "payment_method" USING btree ("tenant_id","customer_id") WHERE is_default;
CREATE INDEX "payment_refund_payment" ON "payment_refund" USING btree ("tenant_id","payment_id","id");
CREATE INDEX "payment_refund_requested" ON "payment_refund" USING btree ("tenant_id","requested_at");
CREATE UNIQUE INDEX "plan_request_waiting" ON "plan_request" USING btree ("tenant_id","subscription_id") WHERE status = 'waiting';
CREATE INDEX "plan_request_status" ON "plan_request" USING btree ("tenant_id","status","id");
CREATE INDEX "plan_request_customer" ON "plan_request" USING btree ("tenant_id","customer_id","id");
CREATE INDEX "plan_request_subscription" ON "plan_request" USING btree ("tenant_id","subscription_id");
CREATE INDEX "plan_request_decided" ON "plan_request" USING btree ("tenant_id","decided_at");
CREATE INDEX "plan_change_subscription" ON "plan_change" USING btree ("tenant_id","subscription_id","id");
CREATE UNIQUE INDEX "plan_change_waiting" ON "plan_change" USING btree ("tenant_id","subscription_id") WHERE status = 'scheduled';
CREATE INDEX "plan_change_due" ON "plan_change" USING btree ("tenant_id","effective_on","id") WHERE status = 'scheduled';
CREATE UNIQUE INDEX "subscription_number" ON "subscription" USING btree ("tenant_id","number");
CREATE INDEX "subscription_customer" ON "subscription" USING btree ("tenant_id","customer_id","id");
CREATE INDEX "subscription_plan" ON "subscription" USING btree ("tenant_id","plan_id","id");
CREATE INDEX "subscription_status" ON "subscription" USING btree ("tenant_id","status","id");
CREATE INDEX "subscription_pause_subscription" ON "subscription_pause" USING btree ("tenant_id","subscription_id","from_date");
CREATE UNIQUE INDEX "internet_plan_code" ON "internet_plan" USING btree ("tenant_id","code");
CREATE INDEX "internet_plan_name" ON "internet_plan" USING btree ("tenant_id","name","id");
CREATE INDEX "internet_plan_price" ON "internet_plan" USING btree ("tenant_id","price_minor","id");
CREATE INDEX "internet_plan_profile" ON "internet_plan" USING btree ("tenant_id","bandwidth_profile_id");
CREATE INDEX "internet_plan_download" ON "internet_plan" USING btree ("tenant_id","download_kbps","id");
CREATE INDEX "mail_message_customer" ON "mail_message" USING btree ("tenant_id","customer_id","id");
CREATE INDEX "mail_message_state" ON "mail_message" USING btree ("tenant_id","state","id");
CREATE INDEX "mail_message_template" ON "mail_message" USING btree ("tenant_id","template","id");
CREATE INDEX "customer_bulk_item_outcome" ON "customer_bulk_item" USING btree ("tenant_id","run_id","outcome","customer_id");
CREATE INDEX "customer_bulk_item_customer" ON "customer_bulk_item" USING btree ("tenant_id","customer_id");
CREATE INDEX "customer_bulk_run_drafts" ON "customer_bulk_run" USING btree ("tenant_id","created_at") WHERE status = 'draft';
CREATE UNIQUE INDEX "customer_serial" ON "customer" USING btree ("tenant_id","serial");
CREATE INDEX "customer_name" ON "customer" USING btree ("tenant_id","name_key","id");
CREATE INDEX "customer_created" ON "customer" USING btree ("tenant_id","created_at","id");
CREATE INDEX "customer_status" ON "customer" USING btree ("tenant_id","status","serial");
CREATE INDEX "customer_status_name" ON "customer" USING btree ("tenant_id","status","name_key","id");
CREATE INDEX "customer_by_health" ON "customer" USING btree ("tenant_id","health_score","id");
CREATE INDEX "customer_balance" ON "customer" USING btree ("tenant_id","balance_minor","id");
CREATE INDEX "customer_overdue" ON "customer" USING btree ("tenant_id","serial") WHERE overdue_minor > 0;
CREATE INDEX "customer_plan" ON "customer" USING btree ("tenant_id","plan_id","serial") WHERE plan_id is not null;
CREATE INDEX "customer_city" ON "customer" USING btree ("tenant_id","city","serial");
CREATE INDEX "customer_postcode" ON "customer" USING btree ("tenant_id","country","postcode");
CREATE INDEX "customer_email" ON "customer" USING btree ("tenant_id","email") WHERE email is not null;
CREATE INDEX "customer_phone" ON "customer" USING btree ("tenant_id","phone") WHERE phone is not null;
CREATE INDEX "customer_contact_customer" ON "customer_contact" USING btree ("tenant_id","customer_id");
CREATE INDEX "customer_pin_customer" ON "customer_pin" USING btree ("tenant_id","customer_id");
CREATE INDEX "customer_subscription_customer" ON "customer_subscription" USING btree ("tenant_id","customer_id");
CREATE INDEX "customer_document_customer" ON "customer_document" USING btree ("tenant_id","customer_id","created_at");
CREATE INDEX "customer_document_content" ON "customer_document" USING btree ("tenant_id","sha256");
CREATE INDEX "customer_health_computed" ON "customer_health" USING btree ("tenant_id","computed_at");
CREATE UNIQUE INDEX "former_customer_number" ON "former_customer" USING btree ("tenant_id","number");
CREATE INDEX "former_customer_survivor" ON "former_customer" USING btree ("tenant_id","customer_id");
CREATE UNIQUE INDEX "customer_segment_name" ON "customer_segment" USING btree ("tenant_id","owner_id",lower("name"));
CREATE INDEX "customer_segment_shared" ON "customer_segment" USING btree ("tenant_id","shared");
CREATE INDEX "api_key_hash" ON "api_key" USING btree ("hash");
CREATE INDEX "api_key_created" ON "api_key" USING btree ("tenant_id","created_at");
CREATE UNIQUE INDEX "portal_account_customer" ON "portal_account" USING btree ("tenant_id","customer_id");
CREATE UNIQUE INDEX "portal_account_number" ON "portal_account" USING btree ("tenant_id","number");
CREATE INDEX "portal_account_email" ON "portal_account" USING btree ("tenant_id","email");
CREATE INDEX "portal_account_user" ON "portal_account" USING btree ("user_id");
CREATE INDEX "portal_visit_recent" ON "portal_visit" USING btree ("tenant_id","started_at","id");
CREATE INDEX "portal_visit_customer" ON "portal_visit" USING btree ("tenant_id","customer_id","started_at","id");
CREATE INDEX "portal_visit_token" ON "portal_visit" USING btree ("token_hash");
CREATE INDEX "portal_visit_cookie" ON "portal_visit" USING btree ("cookie_hash");
CREATE UNIQUE INDEX "scim_token_hash" ON "scim_token" USING btree ("tenant_id","hash");
CREATE INDEX "scim_token_by_hash" ON "scim_token" USING btree ("hash");
CREATE UNIQUE INDEX "sign_in_flow_state" ON "sign_in_flow" USING btree ("tenant_id","state_hash");
CREATE INDEX "sign_in_flow_expiry" ON "sign_in_flow" USING btree ("tenant_id","expires_at");
CREATE INDEX "sign_in_identity_member" ON "sign_in_identity" USING btree ("tenant_id","member_id");
CREATE UNIQUE INDEX "sign_in_provider_name" ON "sign_in_provider" USING btree ("tenant_id",lower("name"));
CREATE INDEX "sign_in_event_at" ON "sign_in_event" USING btree ("tenant_id","at");
CREATE UNIQUE INDEX "member_email" ON "member" USING btree ("tenant_id","email");
CREATE UNIQUE INDEX "member_user" ON "member" USING btree ("tenant_id","user_id");
CREATE UNIQUE INDEX "member_invitation" ON "member" USING btree ("tenant_id","invitation_hash");
CREATE INDEX "member_by_user" ON "member" USING btree ("user_id");
CREATE INDEX "member_name" ON "member" USING btree ("tenant_id",lower("name"),"id");
CREATE UNIQUE INDEX "member_override_one" ON "member_override" USING btree ("tenant_id","member_id","effect","permission");
CREATE INDEX "member_role_role" ON "member_role" USING btree ("tenant_id","role_id");
CREATE UNIQUE INDEX "role_name" ON "role" USING btree ("tenant_id",lower("name"));
CREATE UNIQUE INDEX "role_key" ON "role" USING btree ("tenant_id","key");
CREATE UNIQUE INDEX "team_name" ON "team" USING btree ("tenant_id",lower("name"));
CREATE INDEX "team_member_member" ON "team_member" USING btree ("tenant_id","member_id");
CREATE UNIQUE INDEX "account_invoice_number" ON "account_invoice" USING btree ("tenant_id","number");
CREATE UNIQUE INDEX "account_invoice_period" ON "account_invoice" USING btree ("tenant_id","period_start") WHERE reason = 'period';
CREATE INDEX "account_invoice_balance_open" ON "account_invoice_balance" USING btree ("tenant_id","due_on") WHERE status = 'open';
CREATE UNIQUE INDEX "account_invoice_line_position" ON "account_invoice_line" USING btree ("tenant_id","invoice_id","position");
CREATE UNIQUE INDEX "account_payment_try" ON "account_payment" USING btree ("tenant_id","invoice_id","try_number");
CREATE UNIQUE INDEX "account_payment_reference" ON "account_payment" USING btree ("tenant_id","reference");
CREATE INDEX "account_payment_at" ON "account_payment" USING btree ("tenant_id","at");
CREATE UNIQUE INDEX "licensing_addon_item_addon" ON "licensing_addon_item" USING btree ("tenant_id","addon_id");
CREATE INDEX "licensing_change_at" ON "licensing_change" USING btree ("tenant_id","at");
CREATE INDEX "account_seat_status" ON "account_seat" USING btree ("tenant_id","status","type");
CREATE UNIQUE INDEX "bandwidth_profile_name" ON "bandwidth_profile" USING btree ("tenant_id","name");
CREATE INDEX "bandwidth_profile_plan_profile" ON "bandwidth_profile_plan" USING btree ("tenant_id","bandwidth_profile_id");
CREATE INDEX "ip_free_next" ON "ip_free" USING btree ("tenant_id","pool_id","free_at","slot");
CREATE UNIQUE INDEX "ip_pool_name" ON "ip_pool" USING btree ("tenant_id",lower("name"));
CREATE UNIQUE INDEX "ip_pool_default" ON "ip_pool" USING btree ("tenant_id",("type" = 'ipv6_pd')) WHERE "ip_pool"."is_default";
CREATE UNIQUE INDEX "ip_reservation_live" ON "ip_reservation" USING btree ("tenant_id","vrf","address") WHERE "ip_reservation"."released_at" is null;
CREATE INDEX "ip_reservation_map" ON "ip_reservation" USING btree ("tenant_id","pool_id","slot") WHERE "ip_reservation"."released_at" is null;
CREATE INDEX "ip_reservation_pool" ON "ip_reservation" USING btree ("tenant_id","pool_id","address","id");
CREATE INDEX "ip_reservation_address" ON "ip_reservation" USING btree ("tenant_id","address","id");
CREATE INDEX "ip_reservation_changed" ON "ip_reservation" USING btree ("tenant_id","changed_at","id");
CREATE INDEX "ip_reservation_subscription" ON "ip_reservation" USING btree ("tenant_id","subscription_id") WHERE "ip_reservation"."subscription_id" is not null;
CREATE INDEX "ip_reservation_customer" ON "ip_reservation" USING btree ("tenant_id","customer_id","address","id") WHERE "ip_reservation"."customer_id" is not null;
CREATE INDEX "ip_reservation_range" ON "ip_reservation" USING btree ("tenant_id","range_id") WHERE "ip_reservation"."range_id" is not null;
CREATE INDEX "ip_reservation_expiry" ON "ip_reservation" USING btree ("tenant_id","expires_at") WHERE "ip_reservation"."expires_at" is not null and "ip_reservation"."released_at" is null;
CREATE INDEX "ip_reservation_unsettled" ON "ip_reservation" USING btree ("tenant_id","lifecycle","revoked_at") WHERE "ip_reservation"."lifecycle" in ('revoking', 'failed');
CREATE UNIQUE INDEX "netbox_difference_place" ON "netbox_difference" USING btree ("tenant_id","comparison_id","position");
CREATE INDEX "netbox_difference_result" ON "netbox_difference" USING btree ("tenant_id","comparison_id","result");
CREATE UNIQUE INDEX "netbox_link_theirs" ON "netbox_link" USING btree ("tenant_id","kind","netbox_id");
CREATE INDEX "quota_line_due" ON "quota_line" USING btree ("tenant_id","check_at") WHERE check_at is not null;
CREATE INDEX "quota_line_used" ON "quota_line" USING btree ("tenant_id","used_permille","subscription_id") WHERE check_at is not null;
CREATE INDEX "quota_line_plan" ON "quota_line" USING btree ("tenant_id","plan_id");
CREATE INDEX "quota_line_customer" ON "quota_line" USING btree ("tenant_id","customer_id");
CREATE INDEX "radius_usage_day_customer" ON "radius_usage_day" USING btree ("tenant_id","customer_id","day");
CREATE INDEX "session_probe_given_up" ON "session_probe" USING btree ("tenant_id") WHERE is_given_up;
CREATE INDEX "auth_log_account" ON "auth_log" USING btree ("tenant_id","account_id","id");
CREATE INDEX "auth_log_customer" ON "auth_log" USING btree ("tenant_id","customer_id","id");
CREATE INDEX "auth_log_accepted" ON "auth_log" USING btree ("tenant_id","accepted","id");
CREATE INDEX "auth_log_reason" ON "auth_log" USING btree ("tenant_id","reason","id");
CREATE INDEX "auth_log_nas" ON "auth_log" USING btree ("tenant_id","nas_id","id");
CREATE INDEX "auth_log_username" ON "auth_log" USING btree ("tenant_id","username" text_pattern_ops,"id");
CREATE INDEX "coa_request_follow_up" ON "coa_request" USING btree ("tenant_id","follow_up_at") WHERE follow_up_at is not null;
CREATE INDEX "coa_request_rollout" ON "coa_request" USING btree ("tenant_id","rollout_id","id") WHERE rollout_id is not null;
CREATE INDEX "coa_request_customer" ON "coa_request" USING btree ("tenant_id","customer_id","id");
CREATE INDEX "coa_request_session" ON "coa_request" USING btree ("tenant_id","session_id","id");
CREATE UNIQUE INDEX "nas_name" ON "nas" USING btree ("tenant_id","name");
CREATE INDEX "nas_probe_nas" ON "nas_probe" USING btree ("tenant_id","nas_id","id");
CREATE UNIQUE INDEX "radius_account_username" ON "radius_account" USING btree ("tenant_id","username");
CREATE UNIQUE INDEX "radius_account_subscription" ON "radius_account" USING btree ("tenant_id","subscription_id");
CREATE INDEX "radius_account_state" ON "radius_account" USING btree ("tenant_id","state","username");
CREATE INDEX "radius_account_customer" ON "radius_account" USING btree ("tenant_id","customer_id","username");
CREATE INDEX "radius_account_framed_ip" ON "radius_account" USING btree ("tenant_id","framed_ip_address");
CREATE INDEX "radius_account_prefix" ON "radius_account" USING btree ("tenant_id","delegated_ipv6_prefix");
CREATE INDEX "radius_account_plan" ON "radius_account" USING btree ("tenant_id","plan_id") WHERE plan_id is not null;
CREATE INDEX "radius_account_profile" ON "radius_account" USING btree ("tenant_id","bandwidth_profile_id") WHERE bandwidth_profile_id is not null;
CREATE UNIQUE INDEX "radius_session_acct_key" ON "radius_session" USING btree ("tenant_id","acct_key");
CREATE INDEX "radius_session_live" ON "radius_session" USING btree ("tenant_id","started_at","id") WHERE stopped_at is null;
CREATE INDEX "radius_session_live_nas" ON "radius_session" USING btree ("tenant_id","nas_id","started_at","id") WHERE stopped_at is null;
CREATE INDEX "radius_session_live_account" ON "radius_session" USING btree ("tenant_id","account_id") WHERE stopped_at is null;
CREATE INDEX "radius_session_past" ON "radius_session" USING btree ("tenant_id","stopped_at","id") WHERE stopped_at is not null;
CREATE INDEX "radius_session_past_nas" ON "radius_session" USING btree ("tenant_id","nas_id","stopped_at","id") WHERE stopped_at is not null;
CREATE INDEX "radius_session_customer" ON "radius_session" USING btree ("tenant_id","customer_id","started_at","id");
CREATE INDEX "radius_session_ip" ON "radius_session" USING btree ("tenant_id","framed_ip_address","started_at");
CREATE INDEX "radius_session_live_prefix" ON "radius_session" USING btree ("tenant_id","delegated_ipv6_prefix") WHERE stopped_at is null and delegated_ipv6_prefix is not null;
CREATE INDEX "radius_session_username" ON "radius_session" USING btree ("tenant_id","username" text_pattern_ops);
CREATE INDEX "radius_usage_hour_customer" ON "radius_usage_hour" USING btree ("tenant_id","customer_id","hour");
CREATE INDEX "speed_rollout_cause" ON "speed_rollout" USING btree ("tenant_id","cause_id","id");
CREATE INDEX "note_subject" ON "note" USING btree ("tenant_id","subject_type","subject_id","created_at");
CREATE INDEX "stored_file_subject" ON "stored_file" USING btree ("tenant_id","subject_type","subject_id","created_at");
CREATE INDEX "stored_file_content" ON "stored_file" USING btree ("tenant_id","sha256");
CREATE INDEX "setting_change_name" ON "setting_change" USING btree ("name","id");
CREATE INDEX "line_check_customer" ON "line_check" USING btree ("tenant_id","customer_id","id");
CREATE INDEX "notice_update_notice" ON "notice_update" USING btree ("tenant_id","notice_id","id");
CREATE INDEX "service_notice_open" ON "service_notice" USING btree ("tenant_id","starts_at") WHERE resolved_at is null;
CREATE INDEX "service_notice_resolved" ON "service_notice" USING btree ("tenant_id","resolved_at");
CREATE UNIQUE INDEX "ticket_number" ON "ticket" USING btree ("tenant_id","number");
CREATE INDEX "ticket_updated" ON "ticket" USING btree ("tenant_id","updated_at","id");
CREATE INDEX "ticket_status" ON "ticket" USING btree ("tenant_id","status","updated_at","id");
CREATE INDEX "ticket_customer" ON "ticket" USING btree ("tenant_id","customer_id","updated_at","id");
CREATE INDEX "ticket_assignee" ON "ticket" USING btree ("tenant_id","assignee_id","updated_at","id");
CREATE INDEX "ticket_team" ON "ticket" USING btree ("tenant_id","team_id","updated_at","id");
CREATE INDEX "ticket_unanswered" ON "ticket" USING btree ("tenant_id","unanswered_since") WHERE unanswered_since is not null;
CREATE INDEX "ticket_solved" ON "ticket" USING btree ("tenant_id","solved_at") WHERE status = 'solved';
CREATE INDEX "ticket_message_ticket" ON "ticket_message" USING btree ("tenant_id","ticket_id","id");
CREATE UNIQUE INDEX "account_manager_email" ON "account_manager" USING btree ("tenant_id","email");
CREATE UNIQUE INDEX "account_manager_user" ON "account_manager" USING btree ("tenant_id","user_id");
CREATE UNIQUE INDEX "account_manager_invitation" ON "account_manager" USING btree ("tenant_id","invitation_hash");
CREATE INDEX "account_manager_by_user" ON "account_manager" USING btree ("user_id");
CREATE INDEX "announcement_created" ON "announcement" USING btree ("tenant_id","created_at","id");
CREATE UNIQUE INDEX "domain_name" ON "domain" USING btree ("tenant_id","domain");
CREATE INDEX "domain_attempt_domain" ON "domain_attempt" USING btree ("tenant_id","domain_id","at");
CREATE INDEX "support_access_recent" ON "support_access" USING btree ("tenant_id","asked_at","id");
CREATE INDEX "support_access_cookie" ON "support_access" USING btree ("cookie_hash");
CREATE INDEX "support_request_recent" ON "support_request" USING btree ("tenant_id","asked_at","id");
CREATE UNIQUE INDEX "vendor_ticket_number" ON "vendor_ticket" USING btree ("tenant_id","number");
CREATE INDEX "vendor_ticket_updated" ON "vendor_ticket" USING btree ("tenant_id","updated_at","id");
CREATE INDEX "vendor_ticket_queue" ON "vendor_ticket" USING btree ("updated_at","id");
CREATE INDEX "vendor_ticket_id" ON "vendor_ticket" USING btree ("id");
CREATE INDEX "vendor_ticket_file_ticket" ON "vendor_ticket_file" USING btree ("ticket_id");
CREATE INDEX "vendor_ticket_file_id" ON "vendor_ticket_file" USING btree ("id");
CREATE INDEX "vendor_ticket_file_content" ON "vendor_ticket_file" USING btree ("tenant_id","sha256");
CREATE INDEX "vendor_ticket_message_ticket" ON "vendor_ticket_message" USING btree ("ticket_id","written_at");
CREATE INDEX "vendor_ticket_note_ticket" ON "vendor_ticket_note" USING btree ("tenant_id","ticket_id","written_at");
