import { registry } from "@web/core/registry";
import { SEP } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

const COLOURS = { "+": "#0f766e", "-": "#ea580c" };

/** What is praised in green and what is blamed in orange, whatever else the bars are split by;
 * the two added up say nothing. */
export class SignsGraphRenderer extends GraphRenderer {
    getBarChartData() {
        super.getBarChartData();
        const { data, metaData } = this.model;
        const signs = Object.fromEntries(
            metaData.fields.sign.selection.map(([value, label]) => [label, COLOURS[value]])
        );
        for (const dataset of data.datasets) {
            const colour = dataset.label?.split(SEP).map((part) => signs[part]).find(Boolean);
            dataset.backgroundColor = colour || dataset.backgroundColor;
        }
        return data;
    }
}

registry.category("views").add("clinic_feedback_signs", { ...graphView, Renderer: SignsGraphRenderer });
