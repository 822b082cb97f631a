using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Panel.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class InterruptedAudit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Panel",
                table: "Audit",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            // Older rows do not say whose they are. Should one of them still run, its outcome comes over this.
            migrationBuilder.Sql("UPDATE \"Audit\" SET \"Result\" = 'Interrupted' WHERE \"Result\" = 'Started'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("UPDATE \"Audit\" SET \"Result\" = 'Started' WHERE \"Result\" = 'Interrupted'");

            migrationBuilder.DropColumn(
                name: "Panel",
                table: "Audit");
        }
    }
}
