import {
    DiscussSidebarCategories,
    DiscussSidebarChannel,
} from "@mail/discuss/core/public_web/discuss_sidebar_categories";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

import { countdown } from "./countdown";

const FILTERS = {
    all: () => true,
    mine: (thread) => thread.whatsappMine,
    free: (thread) => !thread.whatsapp?.agent,
    waiting: (thread) => Boolean(thread.whatsapp?.waiting_since),
};
// something urgent or a voice note nobody has heard, then whose answer is due first
const urgency = ({ whatsapp }) =>
    (whatsapp?.ahead && whatsapp.waiting_since ? "0" : "1") +
    (whatsapp?.answer_by || whatsapp?.waiting_since || "9");

patch(DiscussSidebarCategories.prototype, {
    filteredThreads(threads) {
        const shown = super.filteredThreads(threads);
        const wanted = FILTERS[this.store.whatsappFilter];
        const found = shown.filter(
            (thread) =>
                !thread.isWhatsapp || wanted(thread) || thread.eq(this.store.discuss.thread)
        );
        if (this.store.whatsappFilter !== "waiting" || !found.some((one) => one.isWhatsapp)) {
            return found;
        }
        // a queue: who has to be answered first comes first
        return found.toSorted((t1, t2) => urgency(t1).localeCompare(urgency(t2)) || t1.id - t2.id);
    },
    get whatsappFilters() {
        const threads = (this.store.discuss.whatsapp?.threads ?? []).filter(
            (thread) => thread.displayInSidebar
        );
        return [
            { id: "waiting", label: _t("Queue") },
            { id: "mine", label: _t("Mine") },
            { id: "free", label: _t("Nobody's") },
            { id: "all", label: _t("All") },
        ].map((filter) => ({
            ...filter,
            waiting: threads.filter((t) => t.whatsapp?.waiting_since && FILTERS[filter.id](t))
                .length,
        }));
    },
    get whatsappEmpty() {
        if (this.store.channels.status === "fetching") {
            return "";
        }
        return {
            waiting: _t("Everybody has an answer."),
            mine: _t("You attend nobody. Take a conversation from “Nobody's”."),
            free: _t("Everybody is attended."),
            all: _t("Nobody has written yet. To begin, open a patient and press WhatsApp."),
        }[this.store.whatsappFilter];
    },
});

patch(DiscussSidebarChannel.prototype, {
    get whatsappInitials() {
        const name = this.thread.whatsapp?.agent?.name || "";
        return name
            .split(" ")
            .slice(0, 2)
            .map((word) => word[0])
            .join("");
    },
    get whatsappAgentTitle() {
        return _t("%s attends", this.thread.whatsapp.agent.name);
    },
    get whatsappWait() {
        return countdown(this.thread.whatsapp, this.store.whatsappClock);
    },
});
