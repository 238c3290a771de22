import { formAction } from "@clinic_crm/form_action";
import { _t } from "@web/core/l10n/translation";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, onWillStart, useState } from "@odoo/owl";

const MODEL = "clinic.whatsapp.account";
const TYPED = ["name", "company_id", "phone_number_id", "waba_id", "base_url"];
const SECRETS = ["new_token", "new_app_secret"];
// which steps of the test belong to which card
const CARDS = {
    number: ["number"],
    secrets: ["secrets", "token", "app_secret"],
    webhook: ["subscribed", "https", "webhook", "news"],
    texts: ["templates", "quality"],
};
const RIGHTS = "whatsapp_business_messaging, whatsapp_business_management"; // Meta's own names
const RANK = ["done", "advice", "waiting", "missing"];

/** Connects a number of WhatsApp: what to copy from where, and what is still missing. */
export class WhatsappSetup extends Component {
    static template = "clinic_whatsapp.Setup";
    static components = { CopyButton };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Connect a number");

    setup() {
        this.rights = RIGHTS;
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            setup: null,
            form: {},
            open: "number",
            changing: {}, // secrets that are kept and about to be replaced
            busy: "",
            problem: "",
            addressShown: false,
        });
        const { params, context } = this.props.action;
        const id = params?.account_id || context?.active_id || false;
        onWillStart(async () => {
            this.take(await this.orm.call(MODEL, "get_setup", [id]));
            this.state.open = this.nextCard();
        });
    }

    take(setup) {
        this.state.setup = setup;
        this.state.changing = {};
        this.state.form = Object.fromEntries([
            ...TYPED.map((name) => [name, setup[name]]),
            ...SECRETS.map((name) => [name, ""]),
        ]);
    }

    // ------------------------------------------------------------------ what is done
    /** State of a card: the worst of its steps, or what the fields say before the first test. */
    cardState(card) {
        const { steps, id, has_token, has_app_secret } = this.state.setup;
        const states = steps.filter((s) => CARDS[card].includes(s.name)).map((s) => s.state);
        if (states.length) {
            return RANK[Math.max(...states.map((state) => RANK.indexOf(state)))];
        }
        const filled = { number: id, secrets: has_token && has_app_secret };
        return filled[card] ? "done" : "waiting";
    }

    nextCard() {
        const cards = Object.keys(CARDS);
        return cards.find((card) => this.cardState(card) === "missing")
            || cards.find((card) => this.cardState(card) !== "done")
            || "";
    }

    get progress() {
        const { steps } = this.state.setup;
        const done = steps.filter((step) => step.state === "done").length;
        return _t("%(done)s of %(all)s steps are done", { done, all: steps.length });
    }

    icon(state) {
        return {
            done: "fa-check-circle text-success",
            missing: "fa-times-circle text-danger",
            advice: "fa-exclamation-circle text-warning",
        }[state] || "fa-circle-o text-muted";
    }

    iconLabel(state) {
        return {
            done: _t("Finished"),
            missing: _t("Missing"),
            advice: _t("Advice"),
        }[state] || _t("To do");
    }

    get changes() {
        const { setup, form } = this.state;
        const changed = TYPED.filter((name) => form[name] !== setup[name]);
        const names = setup.id ? changed : TYPED;
        return Object.fromEntries(
            [...names, ...SECRETS.filter((name) => form[name].trim())].map((name) => [
                name,
                form[name],
            ])
        );
    }

    // ------------------------------------------------------------------ what one does
    /** Run something that may be refused; what was typed stays in any case. */
    async attempt(name, work) {
        if (this.state.busy) {
            return;
        }
        Object.assign(this.state, { busy: name, problem: "" });
        try {
            await work();
        } catch (error) {
            if (!error.data?.message) {
                this.state.problem = _t(
                    "The server does not answer. Nothing was lost: try again in a moment."
                );
            } else {
                this.state.problem = error.data.message;
            }
        } finally {
            this.state.busy = "";
        }
    }

    async save() {
        if (Object.keys(this.changes).length || !this.state.setup.id) {
            this.take(
                await this.orm.call(MODEL, "save_setup", [this.state.setup.id, this.changes])
            );
        }
    }

    async test() {
        this.take(await this.orm.call(MODEL, "test_setup", [[this.state.setup.id]]));
        this.state.open = this.nextCard();
    }

    saveAndTest() {
        return this.attempt("test", async () => {
            await this.save();
            await this.test();
        });
    }

    registerWebhook() {
        return this.attempt("webhook", async () => {
            await this.save();
            await this.orm.call(MODEL, "register_webhook", [[this.state.setup.id]]);
            await this.test();
        });
    }

    renewToken() {
        return this.attempt("renew", async () => {
            await this.save();
            this.take(
                await this.orm.call(MODEL, "renew_verify_token", [[this.state.setup.id]])
            );
        });
    }

    /** The sandbox on this machine in place of Meta: the whole road in one click. */
    tryIt() {
        return this.attempt("trial", async () => {
            Object.assign(this.state.form, await this.orm.call(MODEL, "trial_values", []));
            await this.save();
            await this.orm.call(MODEL, "register_webhook", [[this.state.setup.id]]);
            await this.test();
        });
    }

    toggle(card) {
        this.state.open = this.state.open === card ? "" : card;
    }

    draftTexts() {
        return this.attempt("draft", async () => {
            const action = await this.orm.call(MODEL, "action_draft_templates", [
                [this.state.setup.id],
            ]);
            await this.action.doAction(action);
        });
    }

    openForm() {
        return this.action.doAction(formAction(MODEL, this.state.setup.id));
    }
}

registry.category("actions").add("clinic_whatsapp_setup", WhatsappSetup);
